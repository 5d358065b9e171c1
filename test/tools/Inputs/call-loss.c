#include "f.h"
#include <stdio.h>

int main(void) {
  _Alignas(64) float x[4] = {0, 1, 2, 3}, w[4] = {2, 2, 2, 2}, gx[4], gw[4];
  _Alignas(64) float shifted[5] = {0};
  int code = loss(x, w, gx, gw);
  printf("%d: %g %g %g %g\n", code, gx[0], gx[1], gx[2], gx[3]);
  printf("%d\n", loss(shifted + 1, w, gx, gw));
  return 0;
}
