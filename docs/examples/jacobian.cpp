// A whole Jacobian as vmap of a pullback over a basis, and a Hessian.

#include "example.h"

Array f(Array x) { // R^5 -> R^4
  Array y = vm::sin(x[vm::slice(0, 4)]) * x[vm::slice(1, 5)];
  return y + vm::exp(-x[0]) * vm::sum(x * x);
}

Array rosenbrock(Array x) {
  Array a = x[vm::slice(0, -1)], b = x[vm::slice(1, {})];
  return vm::sum(100 * (b - a * a) * (b - a * a) + (1 - a) * (1 - a));
}

int main() {
  std::printf("a Jacobian by one linearization, and a Hessian\n");
  Array x = {0.3, -1.2, 0.7, 2.0, -0.4};

  // f is linearized once; its pullback is applied to the four basis vectors at once.
  auto [y, pullback] = vm::vjp(f, x);
  Array jacobian = vm::vmap(pullback)(vm::eye(4, {}, 0, vm::f64));

  std::vector<Array> rows;
  for (int i = 0; i < 4; ++i)
    rows.push_back(pullback(vm::eye(4, {}, 0, vm::f64)[i]));
  double loop = largestDifference(jacobian, vm::stack(rows));
  check("vmap(pullback) differs from the loop by", loop == 0, loop);
  double forward = largestDifference(jacobian, vm::jacfwd(f)(x));
  check("reverse and forward mode differ by", forward < 1e-14, forward);

  double worst = 0;
  for (int j = 0; j < 5; ++j) {
    Array step = 1e-5 * vm::eye(5, {}, 0, vm::f64)[j];
    Array slope = (f(x + step) - f(x - step)) / 2e-5;
    worst = std::max(worst, largestDifference(jacobian(vm::all, j), slope));
  }
  check("from central differences by", worst < 1e-8, worst);

  Array point = {1.1, 0.9, 1.3, 1.0};
  Array hessian = vm::hessian(rosenbrock)(point);
  // By hand: d2/dx0^2 = 1200 x0^2 - 400 x1 + 2 and d2/dx0 dx1 = -400 x0.
  double corner = hessian(0, 0).item<double>() - (1200 * 1.21 - 400 * 0.9 + 2);
  double side = hessian(0, 1).item<double>() + 400 * 1.1;
  check("Hessian entry (0,0) differs from the formula by", std::fabs(corner) < 1e-10, corner);
  check("Hessian entry (0,1) differs from the formula by", std::fabs(side) < 1e-10, side);
  double symmetric = largestDifference(hessian, vm::transpose(hessian));
  check("Hessian differs from its transpose by", symmetric < 1e-11, symmetric);
  Array v = {1.0, -1.0, 0.5, 2.0};
  double product = largestDifference(vm::hvp(rosenbrock)(point, v), vm::matmul(hessian, v));
  check("Hessian-vector product differs by", product < 1e-10, product);
  return failures;
}
