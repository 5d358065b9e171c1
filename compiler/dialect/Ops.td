// Every family; what the documentation, enum and type generators read.
include "compiler/dialect/Elementwise.td"
include "compiler/dialect/Structure.td"
include "compiler/dialect/Reduction.td"
include "compiler/dialect/Contraction.td"
include "compiler/dialect/Indexing.td"
include "compiler/dialect/Order.td"
include "compiler/dialect/External.td"
include "compiler/dialect/Requests.td"
