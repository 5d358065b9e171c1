// Elementwise operations: result element i depends on operand elements i only.
// All operands have the result's shape; broadcasting is explicit.

#ifndef VMAPC_ELEMENTWISE_TD
#define VMAPC_ELEMENTWISE_TD

include "compiler/dialect/Dialect.td"

class Vmapc_Elementwise<string mnemonic, list<Trait> traits = []>
    : Vmapc_Op<mnemonic, !listconcat([Pure, Elementwise, SameOperandsAndResultShape], traits)>;

class Vmapc_Unary<string mnemonic, Type t = Vmapc_FloatTensor>
    : Vmapc_Elementwise<mnemonic, [SameOperandsAndResultType]> {
  let arguments = (ins t:$x);
  let results = (outs t:$result);
  let assemblyFormat = "$x attr-dict `:` type($result)";
}

class Vmapc_Binary<string mnemonic, Type t = Vmapc_NumberTensor, list<Trait> traits = []>
    : Vmapc_Elementwise<mnemonic, !listconcat([SameOperandsAndResultType], traits)> {
  let arguments = (ins t:$lhs, t:$rhs);
  let results = (outs t:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($result)";
}

//===-- Unary ---------------------------------------------------------------===//

def Vmapc_NegOp : Vmapc_Unary<"neg", Vmapc_NumberTensor> { let summary = "-x; integers wrap"; let hasFolder = 1; }
def Vmapc_AbsOp : Vmapc_Unary<"abs", Vmapc_RealTensor> { let summary = "|x|; the smallest integer is its own absolute value"; }
def Vmapc_SignOp : Vmapc_Unary<"sign", Vmapc_RealTensor> { let summary = "-1, 0 or 1; keeps NaN and the sign of a float zero"; }
def Vmapc_FloorOp : Vmapc_Unary<"floor"> { let summary = "largest integral value <= x"; }
def Vmapc_CeilOp : Vmapc_Unary<"ceil"> { let summary = "smallest integral value >= x"; }
def Vmapc_RoundEvenOp : Vmapc_Unary<"round_even"> { let summary = "nearest integral value, ties to even"; }
def Vmapc_RoundAwayOp : Vmapc_Unary<"round_away"> { let summary = "nearest integral value, ties away from zero"; }
def Vmapc_TruncOp : Vmapc_Unary<"trunc"> { let summary = "nearest integral value toward zero"; }
def Vmapc_ExpOp : Vmapc_Unary<"exp"> { let summary = "e^x"; }
def Vmapc_Exp2Op : Vmapc_Unary<"exp2"> { let summary = "2^x"; }
def Vmapc_Expm1Op : Vmapc_Unary<"expm1"> { let summary = "e^x - 1 without cancellation near 0"; }
def Vmapc_LogOp : Vmapc_Unary<"log"> { let summary = "natural logarithm"; }
def Vmapc_Log2Op : Vmapc_Unary<"log2"> { let summary = "logarithm to base 2"; }
def Vmapc_Log1pOp : Vmapc_Unary<"log1p"> { let summary = "log(1 + x) without cancellation near 0"; }
def Vmapc_SqrtOp : Vmapc_Unary<"sqrt"> { let summary = "square root, correctly rounded"; }
def Vmapc_RsqrtOp : Vmapc_Unary<"rsqrt"> { let summary = "1 / sqrt(x)"; }
def Vmapc_CbrtOp : Vmapc_Unary<"cbrt"> { let summary = "cube root, with the sign of x"; }
def Vmapc_SinOp : Vmapc_Unary<"sin"> { let summary = "sine of an angle in radians"; }
def Vmapc_CosOp : Vmapc_Unary<"cos"> { let summary = "cosine of an angle in radians"; }
def Vmapc_TanOp : Vmapc_Unary<"tan"> { let summary = "tangent of an angle in radians"; }
def Vmapc_AsinOp : Vmapc_Unary<"asin"> { let summary = "arc sine in [-pi/2, pi/2]; NaN outside [-1, 1]"; }
def Vmapc_AcosOp : Vmapc_Unary<"acos"> { let summary = "arc cosine in [0, pi]; NaN outside [-1, 1]"; }
def Vmapc_AtanOp : Vmapc_Unary<"atan"> { let summary = "arc tangent in [-pi/2, pi/2]"; }
def Vmapc_SinhOp : Vmapc_Unary<"sinh"> { let summary = "hyperbolic sine"; }
def Vmapc_CoshOp : Vmapc_Unary<"cosh"> { let summary = "hyperbolic cosine"; }
def Vmapc_TanhOp : Vmapc_Unary<"tanh"> { let summary = "hyperbolic tangent"; }
def Vmapc_AsinhOp : Vmapc_Unary<"asinh"> { let summary = "inverse hyperbolic sine"; }
def Vmapc_AcoshOp : Vmapc_Unary<"acosh"> { let summary = "inverse hyperbolic cosine; NaN below 1"; }
def Vmapc_AtanhOp : Vmapc_Unary<"atanh"> { let summary = "inverse hyperbolic tangent; NaN outside [-1, 1]"; }
def Vmapc_LogisticOp : Vmapc_Unary<"logistic"> { let summary = "1 / (1 + e^-x)"; }
def Vmapc_ErfOp : Vmapc_Unary<"erf"> { let summary = "error function"; }
def Vmapc_ErfcOp : Vmapc_Unary<"erfc"> { let summary = "1 - erf(x) without cancellation"; }
def Vmapc_ErfInvOp : Vmapc_Unary<"erf_inv"> { let summary = "the y with erf(y) = x; NaN outside [-1, 1]"; }
def Vmapc_LgammaOp : Vmapc_Unary<"lgamma"> { let summary = "log |gamma(x)|; inf at 0 and the negative integers"; }
def Vmapc_DigammaOp : Vmapc_Unary<"digamma"> { let summary = "derivative of log gamma(x); NaN at the negative integers"; }
def Vmapc_BesselI0eOp : Vmapc_Unary<"bessel_i0e"> { let summary = "e^-|x| I0(x), the modified Bessel function of order 0, scaled"; }
def Vmapc_BesselI1eOp : Vmapc_Unary<"bessel_i1e"> { let summary = "e^-|x| I1(x), the modified Bessel function of order 1, scaled"; }
def Vmapc_NotOp : Vmapc_Unary<"not", Vmapc_BitsTensor> { let summary = "bitwise complement; logical on bool"; let hasCanonicalizer = 1; }
def Vmapc_PopcntOp : Vmapc_Unary<"popcnt", Vmapc_IntTensor> { let summary = "number of bits that are 1"; }
def Vmapc_ClzOp : Vmapc_Unary<"clz", Vmapc_IntTensor> { let summary = "number of leading bits that are 0"; }

def Vmapc_IsFiniteOp : Vmapc_Elementwise<"is_finite", [InferTypeOpAdaptor]> {
  let summary = "neither infinite nor NaN";
  let arguments = (ins Vmapc_FloatTensor:$x);
  let results = (outs Vmapc_BoolTensor:$result);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

// The identity whose derivative is zero.
def Vmapc_StopGradientOp : Vmapc_Unary<"stop_gradient", Vmapc_Tensor> {
  let summary = "the identity, with a zero derivative";
}

//===-- Binary --------------------------------------------------------------===//

def Vmapc_AddOp : Vmapc_Binary<"add", Vmapc_NumberTensor, [Commutative]> { let summary = "x + y; integers wrap"; let hasFolder = 1; let hasCanonicalizer = 1; }
def Vmapc_SubOp : Vmapc_Binary<"sub"> { let summary = "x - y; integers wrap"; let hasFolder = 1; let hasCanonicalizer = 1; }
def Vmapc_MulOp : Vmapc_Binary<"mul", Vmapc_NumberTensor, [Commutative]> { let summary = "x * y; integers wrap"; let hasFolder = 1; let hasCanonicalizer = 1; }
def Vmapc_DivOp : Vmapc_Binary<"div", Vmapc_RealTensor> {
  let summary = "x / y; integers truncate toward zero, x/0 = -1, INT_MIN/-1 = INT_MIN";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}
def Vmapc_RemOp : Vmapc_Binary<"rem", Vmapc_RealTensor> {
  let summary = "remainder with the dividend's sign (fmod); integer x rem 0 = x, INT_MIN rem -1 = 0";
}
def Vmapc_PowOp : Vmapc_Binary<"pow", Vmapc_RealTensor> {
  let summary = "x^y; integer x^y with y < 0 is 0 except 1^y = 1 and (-1)^y = +-1";
  let hasCanonicalizer = 1;
}
def Vmapc_Atan2Op : Vmapc_Binary<"atan2", Vmapc_FloatTensor> { let summary = "angle of the point (y, x) = (lhs, rhs), in [-pi, pi]"; }
def Vmapc_NextafterOp : Vmapc_Binary<"nextafter", Vmapc_FloatTensor> { let summary = "the next number after lhs in the direction of rhs"; }
def Vmapc_ZetaOp : Vmapc_Binary<"zeta", Vmapc_FloatTensor> { let summary = "Hurwitz zeta function: the sum of (rhs + k)^-lhs over k >= 0"; }
def Vmapc_MaxOp : Vmapc_Binary<"max", Vmapc_RealTensor> { let summary = "larger of the two, NaN if either is"; }
def Vmapc_MinOp : Vmapc_Binary<"min", Vmapc_RealTensor> { let summary = "smaller of the two, NaN if either is"; }
def Vmapc_AndOp : Vmapc_Binary<"and", Vmapc_BitsTensor, [Commutative]> { let summary = "bitwise and; logical on bool"; let hasCanonicalizer = 1; }
def Vmapc_OrOp : Vmapc_Binary<"or", Vmapc_BitsTensor, [Commutative]> { let summary = "bitwise or; logical on bool"; let hasCanonicalizer = 1; }
def Vmapc_XorOp : Vmapc_Binary<"xor", Vmapc_BitsTensor, [Commutative]> { let summary = "bitwise exclusive or"; }
def Vmapc_ShlOp : Vmapc_Binary<"shl", Vmapc_IntTensor> { let summary = "x << y; 0 when y is not in 0..width-1"; }
def Vmapc_ShrLogicalOp : Vmapc_Binary<"shr_logical", Vmapc_IntTensor> { let summary = "x >> y filling with zeros; 0 when y is not in 0..width-1"; }
def Vmapc_ShrArithOp : Vmapc_Binary<"shr_arith", Vmapc_IntTensor> { let summary = "x >> y filling with the sign; as y = width - 1 when y is not in 0..width-1"; }

def Vmapc_CompareDirection : I32EnumAttr<"CompareDirection", "comparison", [
    I32EnumAttrCase<"eq", 0>, I32EnumAttrCase<"ne", 1>, I32EnumAttrCase<"lt", 2>,
    I32EnumAttrCase<"le", 3>, I32EnumAttrCase<"gt", 4>, I32EnumAttrCase<"ge", 5>]> {
  let cppNamespace = "::vmapc::ir";
  let genSpecializedAttr = 0;
}
def Vmapc_CompareDirectionAttr : EnumAttr<Vmapc_Dialect, Vmapc_CompareDirection, "direction">;

def Vmapc_CompareOp : Vmapc_Elementwise<"compare", [SameTypeOperands, InferTypeOpAdaptor]> {
  let summary = "elementwise comparison; with a NaN only `ne` holds; complex numbers have eq and ne";
  let arguments = (ins Vmapc_CompareDirectionAttr:$direction, Vmapc_Tensor:$lhs, Vmapc_Tensor:$rhs);
  let results = (outs Vmapc_BoolTensor:$result);
  let assemblyFormat = "$direction $lhs `,` $rhs attr-dict `:` type($lhs)";
  let hasCanonicalizer = 1;
  let hasVerifier = 1;
}

//===-- Ternary and conversions ---------------------------------------------===//

def Vmapc_SelectOp : Vmapc_Elementwise<"select", [AllTypesMatch<["on_true", "on_false", "result"]>]> {
  let summary = "on_true where pred, else on_false";
  let arguments = (ins Vmapc_BoolTensor:$pred, Vmapc_Tensor:$on_true, Vmapc_Tensor:$on_false);
  let results = (outs Vmapc_Tensor:$result);
  let assemblyFormat = "$pred `,` $on_true `,` $on_false attr-dict `:` type($pred) `,` type($result)";
  let hasFolder = 1;
}

def Vmapc_ClampOp : Vmapc_Elementwise<"clamp", [SameOperandsAndResultType]> {
  let summary = "min(max(x, low), high)";
  let arguments = (ins Vmapc_RealTensor:$low, Vmapc_RealTensor:$x, Vmapc_RealTensor:$high);
  let results = (outs Vmapc_RealTensor:$result);
  let assemblyFormat = "$low `,` $x `,` $high attr-dict `:` type($result)";
}

def Vmapc_FmaOp : Vmapc_Elementwise<"fma", [SameOperandsAndResultType]> {
  let summary = "x * y + z with one rounding";
  let arguments = (ins Vmapc_FloatTensor:$x, Vmapc_FloatTensor:$y, Vmapc_FloatTensor:$z);
  let results = (outs Vmapc_FloatTensor:$result);
  let assemblyFormat = "$x `,` $y `,` $z attr-dict `:` type($result)";
}

def Vmapc_ReducePrecisionOp : Vmapc_Elementwise<"reduce_precision", [SameOperandsAndResultType]> {
  let summary = "rounded to the exponent and mantissa bits of a smaller float type";
  let description = [{
    Ties to even; what is too large becomes infinite, what would be denormal in
    the smaller type becomes a zero of its sign, and NaN stays.
  }];
  let arguments = (ins Vmapc_FloatTensor:$x, I64Attr:$exponent_bits, I64Attr:$mantissa_bits);
  let results = (outs Vmapc_FloatTensor:$result);
  let assemblyFormat = "$x `to` `exponent` $exponent_bits `mantissa` $mantissa_bits attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Vmapc_ConvertOp : Vmapc_Elementwise<"convert"> {
  let summary = "value conversion between element types";
  let description = [{
    Float to integer truncates toward zero, saturates, and takes NaN to 0.
    Anything to bool is `x != 0`; integer to narrower integer wraps. To a float
    the value is rounded once. Complex numbers convert among themselves only.
  }];
  let arguments = (ins Vmapc_Tensor:$x);
  let results = (outs Vmapc_Tensor:$result);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Vmapc_BitcastOp : Vmapc_Elementwise<"bitcast"> {
  let summary = "the same bits as another element type of the same width";
  let arguments = (ins Vmapc_Tensor:$x);
  let results = (outs Vmapc_Tensor:$result);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  let hasVerifier = 1;
}

//===-- Complex numbers -------------------------------------------------------===//

def Vmapc_ComplexOp : Vmapc_Elementwise<"complex", [SameTypeOperands, InferTypeOpAdaptor]> {
  let summary = "re + i im";
  let arguments = (ins Vmapc_FloatTensor:$re, Vmapc_FloatTensor:$im);
  let results = (outs Vmapc_ComplexTensor:$result);
  let assemblyFormat = "$re `,` $im attr-dict `:` type($re)";
}

class Vmapc_Part<string mnemonic> : Vmapc_Elementwise<mnemonic, [InferTypeOpAdaptor]> {
  let arguments = (ins Vmapc_ComplexTensor:$z);
  let results = (outs Vmapc_FloatTensor:$result);
  let assemblyFormat = "$z attr-dict `:` type($z)";
  let hasFolder = 1;
}
def Vmapc_RealOp : Vmapc_Part<"real"> { let summary = "the real part"; }
def Vmapc_ImagOp : Vmapc_Part<"imag"> { let summary = "the imaginary part"; }

//===-- Random --------------------------------------------------------------===//

def Vmapc_RandomBitsOp : Vmapc_Elementwise<"random_bits", [SameOperandsAndResultType]> {
  let summary = "Threefry-2x32 with 20 rounds: 64 random bits per counter";
  let description = [{
    (bits0, bits1) = Threefry2x32(key = (key0, key1), counter = (counter0, counter1)),
    Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
    Counters are made with `iota`, so a lane's draw depends on nothing else.
  }];
  let arguments = (ins Vmapc_U32Tensor:$key0, Vmapc_U32Tensor:$key1,
                       Vmapc_U32Tensor:$counter0, Vmapc_U32Tensor:$counter1);
  let results = (outs Vmapc_U32Tensor:$bits0, Vmapc_U32Tensor:$bits1);
  let assemblyFormat = "$key0 `,` $key1 `,` $counter0 `,` $counter1 attr-dict `:` type($bits0)";
}

//===-- Below arrays ----------------------------------------------------------===//

def Vmapc_ScalarOrVector : AnyTypeOf<[AnyFloat, VectorOfAnyRankOf<[AnyFloat]>]>;

// Where code is generated, functions of single elements or of vectors of them that
// the math dialect lacks; replaced by the math expansion.
def Vmapc_FunctionOp : Vmapc_Op<"function", [Pure, SameOperandsAndResultType]> {
  let summary = "a real function of scalars or vectors, by name";
  let arguments = (ins StrAttr:$name, Variadic<Vmapc_ScalarOrVector>:$operands);
  let results = (outs Vmapc_ScalarOrVector:$result);
  let assemblyFormat = "$name `(` $operands `)` attr-dict `:` type($result)";
}

//===-- Linear maps ---------------------------------------------------------===//

def Vmapc_ScaleOp : Vmapc_Elementwise<"scale", [SameOperandsAndResultType]> {
  let summary = "factor * x, exactly 0 where x is 0";
  let description = [{
    What a linear map multiplies a tangent or cotangent `x` with. A linear map takes
    0 to 0, also where the derivative `factor` is infinite or NaN: so the side of a
    `select` that is not taken, whose cotangent is 0, contributes exactly 0. With
    `both` the result is 0 where the factor is 0, too: the factor is then itself a
    tangent or cotangent, of a second derivative.

    ```mlir
    %d = vmapc.scale %factor, %x : tensor<3xf32>
    ```
  }];
  let arguments = (ins Vmapc_FloatTensor:$factor, Vmapc_FloatTensor:$x, UnitAttr:$both);
  let results = (outs Vmapc_FloatTensor:$result);
  let assemblyFormat = "$factor `,` $x (`both` $both^)? attr-dict `:` type($result)";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

#endif
