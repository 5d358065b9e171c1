// .npz: a zip archive with a .npy file per array.

#include "runtime/io/Archives.h"
#include "runtime/io/Zip.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

Archive readNpz(const std::string &path, const Loc &loc) {
  ZipReader zip(path, loc);
  Archive archive;
  for (const ZipMember &member : zip.members()) {
    const std::string &name = member.name;
    if (!name.ends_with(".npy"))
      ioError("load", path, "members whose names end in .npy", "'" + name + "'", loc);
    std::unique_ptr<Bytes> contents = zip.open(member);
    addMember(archive, path, name.substr(0, name.size() - 4), readNpy(*contents, loc), loc);
  }
  return archive;
}

void writeNpz(const std::string &path, const std::vector<NamedArray> &arrays, bool compress,
              const Loc &loc) {
  ZipWriter zip(path, loc);
  for (const NamedArray &member : arrays) {
    std::string head = npyHeader(member.array, loc);
    std::size_t bytes = std::size_t(member.array.size()) * sizeOf(member.array.dtype());
    std::span<const std::byte> parts[] = {
        std::as_bytes(std::span(head)),
        {static_cast<const std::byte *>(dataOf(member.array)), bytes}};
    zip.add(member.name + ".npy", parts, compress);
  }
  zip.close();
}

} // namespace detail
} // namespace v0
} // namespace vmapc
