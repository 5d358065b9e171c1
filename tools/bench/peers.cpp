// See peers.h.

#include "peers.h"

#include <cmath>
#include <limits>

namespace peers {

void tanhSigmoid(const float *__restrict x, float *__restrict y, long n) {
  for (long i = 0; i < n; ++i)
    y[i] = std::tanh(1.25f * x[i] + 0.3f) * (1 / (1 + std::exp(-x[i])));
}

void softmax(const float *__restrict x, float *__restrict y, long rows, long columns) {
  for (long i = 0; i < rows; ++i) {
    const float *__restrict from = x + i * columns;
    float *__restrict to = y + i * columns;
    float largest = -std::numeric_limits<float>::max(), sum = 0;
    for (long j = 0; j < columns; ++j)
      largest = largest > from[j] ? largest : from[j];
    for (long j = 0; j < columns; ++j) {
      to[j] = std::exp(from[j] - largest);
      sum += to[j];
    }
    float scale = 1 / sum;
    for (long j = 0; j < columns; ++j)
      to[j] *= scale;
  }
}

void rowSums(const float *__restrict x, float *__restrict y, long rows, long columns) {
  for (long i = 0; i < rows; ++i) {
    float sum = 0;
    for (long j = 0; j < columns; ++j)
      sum += x[i * columns + j];
    y[i] = sum;
  }
}

void columnSums(const float *__restrict x, float *__restrict y, long rows, long columns) {
  for (long j = 0; j < columns; ++j)
    y[j] = 0;
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < columns; ++j)
      y[j] += x[i * columns + j];
}

} // namespace peers
