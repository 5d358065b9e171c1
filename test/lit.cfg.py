"""How the lit tests are found and run."""
import os
import shutil

import lit.formats

config.name = "vmapc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["unit", "property", "reference", "Inputs", "programs", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.build_root, "test")

config.environment["PATH"] = os.pathsep.join(
    [os.path.join(config.build_root, "bin"), config.llvm_tools_dir, os.environ.get("PATH", "")])
# A variable that one test binds must not be seen by the next block.
config.environment["FILECHECK_OPTS"] = "--enable-var-scope --dump-input-filter=all"
config.environment["VMAPC_TEST"] = "1"  # times are shown, not judged
for name in ("HOME", "CCACHE_BASEDIR", "CCACHE_NOHASHDIR", "CCACHE_DIR", "ASAN_OPTIONS",
             "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "VMAPC_FULL"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

config.substitutions += [
    ("%python", config.python),
    ("%cxx", config.cxx),
    ("%cmake", config.cmake),
    ("%source", config.source_root),
    ("%build", config.build_root),
    ("%full", os.environ.get("VMAPC_FULL", "0")),
]
if shutil.which("gdb"):
    config.available_features.add("gdb")
# The public test data of StableHLO, where a checkout has it beside itself.
testdata = os.path.join(config.source_root, "..", "shared", "conformance", "stablehlo", "testdata")
if os.path.isdir(testdata):
    config.available_features.add("stablehlo-testdata")
    config.substitutions.append(("%testdata", testdata))
else:
    lit_config.note(f"no {testdata}: conformance is tested with recorded programs only")
if config.sanitizer:
    config.available_features.add(config.sanitizer)
else:
    config.available_features.add("plain")
