// Inputs from the command line: files, or arrays made by a generator. The
// random ones come from SplitMix64 (Steele, Lea, Flood 2014), so a seed means the
// same numbers everywhere.

#include "runtime/Elements.h"
#include "tools/vmapc.h"

#include "vmapc/detail/trace.h"
#include "vmapc/io.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

namespace vmapc::tool {

using detail::Aval;

template <class T> static std::optional<T> number(const std::string &text) {
  T value{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

// "1797x64xf32", or "f32" for rank 0.
static std::optional<Aval> parseType(const std::string &text) {
  std::vector<std::string> parts = split(text, 'x');
  Aval aval;
  bool known = false;
  for (DType t : allDTypes)
    if (parts.back() == nameOf(t))
      aval.dtype = t, known = true;
  if (!known)
    return std::nullopt;
  parts.pop_back();
  double count = 1;
  for (const std::string &part : parts) {
    auto extent = number<std::int64_t>(part);
    if (!extent || *extent < 0)
      return std::nullopt;
    aval.shape.push_back(*extent);
    count *= double(*extent);
  }
  if (count * double(sizeOf(aval.dtype)) > double(std::int64_t(1) << 40))
    throw Error(ErrorCode::out_of_memory, "input", "an array of at most 1 TB", text, {});
  return aval;
}

namespace {
class Random {
public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  /// In [0, 1), with 53 random bits.
  double uniform() { return double(next() >> 11) * 0x1p-53; }
  /// Standard normal, by Box and Muller.
  double normal() {
    double r = std::sqrt(-2 * std::log1p(-uniform()));
    return r * std::cos(2 * std::numbers::pi * uniform());
  }

private:
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};
} // namespace

static void store(DType dtype, void *data, std::int64_t index, double value) {
  detail::withElement(dtype, [&](auto *null) {
    using T = std::remove_pointer_t<decltype(null)>;
    if constexpr (requires { typename T::value_type; }) // complex
      static_cast<T *>(data)[index] = T(typename T::value_type(value));
    else
      static_cast<T *>(data)[index] = T(value);
  });
}

static Array generate(const Aval &aval, const std::string &generator) {
  std::vector<std::string> parts = split(generator, ':');
  auto wrong = [&]() -> UsageError {
    return {"an input is uniform:LO:HI:SEED, normal:SEED, eye, iota or a number, got '" +
            generator + "'"};
  };
  auto real = [&](std::size_t k) {
    auto value = k < parts.size() ? number<double>(parts[k]) : std::nullopt;
    if (!value)
      throw wrong();
    return *value;
  };
  void *data = nullptr;
  Array array = detail::allocate(aval.dtype, aval.shape, data);
  std::int64_t count = elementCount(aval.shape);
  if (parts[0] == "uniform" && parts.size() == 4) {
    double low = real(1), high = real(2);
    Random random{std::uint64_t(real(3))};
    for (std::int64_t k = 0; k < count; ++k)
      store(aval.dtype, data, k, low + (high - low) * random.uniform());
  } else if (parts[0] == "normal" && parts.size() == 2) {
    Random random{std::uint64_t(real(1))};
    for (std::int64_t k = 0; k < count; ++k)
      store(aval.dtype, data, k, random.normal());
  } else if (parts[0] == "iota" && parts.size() == 1) {
    for (std::int64_t k = 0; k < count; ++k)
      store(aval.dtype, data, k, double(k));
  } else if (parts[0] == "eye" && parts.size() == 1) {
    if (aval.shape.size() != 2)
      throw UsageError{"eye needs a shape of rank 2"};
    for (std::int64_t k = 0; k < count; ++k)
      store(aval.dtype, data, k, k / aval.shape[1] == k % aval.shape[1]);
  } else if (parts.size() == 1) {
    for (std::int64_t k = 0; k < count; ++k)
      store(aval.dtype, data, k, real(0));
  } else {
    throw wrong();
  }
  return array;
}

// A file, or TYPE=GENERATOR.
static Array read(const std::string &text) {
  std::size_t equals = text.find('=');
  if (equals != std::string::npos)
    if (auto aval = parseType(text.substr(0, equals)))
      return generate(*aval, text.substr(equals + 1));
  if (text.ends_with(".npy"))
    return load(text, detail::Loc());
  throw UsageError{"--input takes FILE.npy, FILE.npz, FILE.safetensors or SHAPExDTYPE=GENERATOR, "
                   "got '" +
                   text + "'"};
}

static std::string listed(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

static void give(std::vector<Array> &inputs, const std::vector<std::string> &names,
                 std::size_t place, Array value) {
  if (inputs[place].defined())
    throw UsageError{"input " + names[place] + " is given twice"};
  inputs[place] = std::move(value);
}

// The arrays of a .npz or .safetensors file, each to the input of its name. After NAME= the
// keys are paths below NAME; a lone array, which has the key arr_0, is NAME itself.
static void readArchive(const std::string &argument, const std::vector<std::string> &names,
                        std::vector<Array> &inputs) {
  std::size_t equals = argument.find('=');
  std::string below = equals == std::string::npos ? "" : argument.substr(0, equals);
  std::string file = equals == std::string::npos ? argument : argument.substr(equals + 1);
  for (auto &[key, array] : load<std::map<std::string, Array>>(file, detail::Loc())) {
    std::string name = below.empty()    ? key
                       : key == "arr_0" ? below
                       : key[0] == '['  ? below + key
                                        : below + "." + key;
    auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end())
      throw UsageError{"no input '" + name + "' for an array of " + file + "; there are " +
                       listed(names)};
    give(inputs, names, std::size_t(place - names.begin()), array);
  }
}

std::vector<Array> readInputs(const std::vector<std::string> &arguments,
                              const std::vector<std::string> &names) {
  std::vector<Array> inputs(names.size());
  for (const std::string &argument : arguments) {
    if (argument.ends_with(".npz") || argument.ends_with(".safetensors")) {
      readArchive(argument, names, inputs);
      continue;
    }
    std::size_t place = names.size();
    std::string value = argument;
    // The longest name that is followed by '=', since names may contain one another.
    for (std::size_t k = 0; k < names.size(); ++k)
      if (argument.starts_with(names[k] + "=") &&
          (place == names.size() || names[k].size() > names[place].size()))
        place = k;
    if (place < names.size())
      value = argument.substr(names[place].size() + 1);
    else
      for (place = 0; place < names.size() && inputs[place].defined();)
        ++place;
    std::size_t equals = argument.find('=');
    if (value.size() == argument.size() && equals != std::string::npos &&
        !parseType(argument.substr(0, equals)))
      throw UsageError{"no input '" + argument.substr(0, equals) + "'; there are " + listed(names)};
    if (place >= names.size())
      throw UsageError{"more inputs than the program has: " + listed(names)};
    give(inputs, names, place, read(value));
  }
  return inputs;
}

void checkInputs(const detail::Program &program, const std::vector<Array> &inputs) {
  for (std::size_t k = 0; k < program.inputs().size(); ++k) {
    const detail::Port &port = program.inputs()[k];
    std::string required = port.name + ": " + describe(port.aval.dtype, port.aval.shape);
    if (k >= inputs.size() || !inputs[k].defined())
      throw Error(ErrorCode::invalid_argument, "input", required, "none; give it with --input", {});
    const Aval &got = detail::avalOf(inputs[k]);
    if (!(got == port.aval))
      throw Error(ErrorCode::invalid_argument, "input", required, describe(got.dtype, got.shape),
                  {});
  }
}

} // namespace vmapc::tool
