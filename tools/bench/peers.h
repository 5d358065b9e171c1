// Plain loops that a C++ programmer would write instead, compiled by g++ with
// -O3 -march=native -ffast-math.

#ifndef TOOLS_BENCH_PEERS_H
#define TOOLS_BENCH_PEERS_H

namespace peers {

void tanhSigmoid(const float *x, float *y, long n);
void softmax(const float *x, float *y, long rows, long columns);
void rowSums(const float *x, float *y, long rows, long columns);
void columnSums(const float *x, float *y, long rows, long columns);

} // namespace peers

#endif
