// Everything that a program needs of vmapc.

#ifndef VMAPC_VMAPC_H
#define VMAPC_VMAPC_H

#include "vmapc/arrange.h"
#include "vmapc/array.h"
#include "vmapc/complex.h"
#include "vmapc/control.h"
#include "vmapc/custom.h"
#include "vmapc/detail/pullback.h"
#include "vmapc/distributions.h"
#include "vmapc/error.h"
#include "vmapc/fft.h"
#include "vmapc/function.h"
#include "vmapc/grad.h"
#include "vmapc/graph.h"
#include "vmapc/index.h"
#include "vmapc/io.h"
#include "vmapc/jacobian.h"
#include "vmapc/jit.h"
#include "vmapc/library.h"
#include "vmapc/linalg.h"
#include "vmapc/nn.h"
#include "vmapc/numeric.h"
#include "vmapc/ode.h"
#include "vmapc/ops.h"
#include "vmapc/order.h"
#include "vmapc/random.h"
#include "vmapc/scan.h"
#include "vmapc/special.h"
#include "vmapc/structure.h"
#include "vmapc/tree.h"
#include "vmapc/vmap.h"
#include "vmapc/window.h"

#endif
