"""Checks the rules of elementwise operations of one operand that are named on the
command line, as the lit files of this folder do for the others: vmap alone gives the same
operation with one more leading dimension; the linear map, the same operation and a
tangent times a factor."""
import re
import subprocess
import sys

module = """
func.func private @f(%x: tensor<3xf32>) -> tensor<3xf32> {{
  %r = vmapc.{name} %x : tensor<3xf32>
  return %r : tensor<3xf32>
}}
func.func @batch(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {{
  %r = vmapc.vmap @f(%x) in [0] out [0] size 2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}}
func.func @tangent(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {{
  %r, %map = vmapc.linearize @f(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}}
"""


def function(name, passes, suffix):
    """The lines of the function that the pass adds."""
    done = subprocess.run(["vmapc-opt", "-", *passes], input=module.format(name=name), text=True,
                          capture_output=True)
    if done.returncode:
        sys.exit(f"{name}: {done.stderr}")
    found = re.search(r"func\.func private @f\S*" + suffix + r"\(.*?\n  \}", done.stdout, re.S)
    return found.group(0).splitlines()[1:-1] if found else []


for name in sys.argv[1:]:
    batched = function(name, ["--vmapc-vmap"], r"vmap")
    if len(batched) != 2 or f"vmapc.{name} %arg0 : tensor<2x3xf32>" not in batched[0]:
        sys.exit(f"{name}: vmap gave {batched}")
    linear = function(name, ["--vmapc-linearize"], r"jvp")
    if not any(f"vmapc.{name} %arg0 : tensor<3xf32>" in line for line in linear) or not any(
            re.search(r"vmapc\.scale %\S+, %arg1 : tensor<3xf32>", line) for line in linear):
        sys.exit(f"{name}: linearize gave {linear}")
    print(f"{name}: vmap and linearize hold")
