// Batches of small matrices by a loop around Eigen's fixed-size classes, compiled by g++ with the
// options of the other peers.

#ifndef TOOLS_BENCH_PEERSLINALG_H
#define TOOLS_BENCH_PEERSLINALG_H

namespace peers {

/// A factor, three ways to solve with one right-hand side, the inverse.
enum class Solver { factor, cholesky, lu, qr, inverse };

/// `count` row-major n x n matrices at a; n one of 3, 4, 8, 16, 32.
void eigen(Solver solver, int n, const float *a, const float *b, float *x, long count);
void eigen(Solver solver, int n, const double *a, const double *b, double *x, long count);

} // namespace peers

#endif
