#include "compiler/dialect/Interfaces.h"

#include "compiler/dialect/Interfaces.cpp.inc"
