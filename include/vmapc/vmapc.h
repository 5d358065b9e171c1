// Everything that a program needs of vmapc.

#ifndef VMAPC_VMAPC_H
#define VMAPC_VMAPC_H

#include "vmapc/array.h"
#include "vmapc/control.h"
#include "vmapc/detail/pullback.h"
#include "vmapc/error.h"
#include "vmapc/function.h"
#include "vmapc/grad.h"
#include "vmapc/graph.h"
#include "vmapc/index.h"
#include "vmapc/io.h"
#include "vmapc/jacobian.h"
#include "vmapc/jit.h"
#include "vmapc/library.h"
#include "vmapc/ops.h"
#include "vmapc/random.h"
#include "vmapc/structure.h"
#include "vmapc/tree.h"
#include "vmapc/vmap.h"

#endif
