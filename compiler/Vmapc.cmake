# The two ways to declare something in compiler/.

# vmapc_tablegen(<file.td> <generator> <output> [...]): runs mlir-tblgen on a
# file of the current folder; pairs of generator and output may repeat.
# `generator:Name` passes -name=Name.
function(vmapc_tablegen td)
  set(pairs ${ARGN})
  while(pairs)
    list(POP_FRONT pairs generator output)
    string(REPLACE ":" ";-name=" generator ${generator})
    file(RELATIVE_PATH rel ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    set(out ${PROJECT_BINARY_DIR}/include/${rel}/${output})
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/include/${rel}
      COMMAND ${MLIR_TABLEGEN_EXE} -${generator} -I ${PROJECT_SOURCE_DIR} -I ${MLIR_INCLUDE_DIRS}
              ${CMAKE_CURRENT_SOURCE_DIR}/${td} -o ${out} -d ${out}.d --write-if-changed
      DEPFILE ${out}.d
      DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${td}
      COMMENT "tablegen ${rel}/${output}" VERBATIM)
    list(APPEND outputs ${out})
  endwhile()
  string(MAKE_C_IDENTIFIER tablegen-${rel}/${td} target)
  add_custom_target(${target} DEPENDS ${outputs})
  set_property(GLOBAL APPEND PROPERTY VMAPC_GENERATED ${target})
endfunction()

# vmapc_layer(<name> <sources...>): one layer of the compiler as an object library.
function(vmapc_layer name)
  add_library(vmapc-${name} OBJECT ${ARGN})
  target_include_directories(vmapc-${name} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/include)
  target_include_directories(vmapc-${name} SYSTEM PRIVATE ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
  target_compile_options(vmapc-${name} PRIVATE -Wall -Wextra -Wno-unused-parameter
    -Wno-missing-field-initializers -Wno-missing-designated-field-initializers)
  target_compile_definitions(vmapc-${name} PRIVATE ${LLVM_DEFINITIONS_LIST})
  target_link_libraries(vmapc-${name} PRIVATE vmapc)
  add_dependencies(vmapc-${name} vmapc-generated)
  set_property(GLOBAL APPEND PROPERTY VMAPC_LAYERS vmapc-${name})
endfunction()
