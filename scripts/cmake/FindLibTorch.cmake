# Finds LibTorch: WGAN_LIBTORCH (cache or environment), else what scripts/setup unpacked. Defines LibTorch::cpu, which links
# nothing but the processor part; CUDA is loaded at run time. LibTorch's own TorchConfig.cmake wants nvcc and links everything.
#
# LibTorch's headers stand last on the include path (-idirafter): its wheel ships a newer fmt than the system's, which spdlog
# must not see.
include(FindPackageHandleStandardArgs)

if(NOT WGAN_LIBTORCH AND DEFINED ENV{WGAN_LIBTORCH})
  set(WGAN_LIBTORCH $ENV{WGAN_LIBTORCH})
endif()
if(NOT "$ENV{WGAN_CACHE}" STREQUAL "")
  set(_cache $ENV{WGAN_CACHE})
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(_cache $ENV{XDG_CACHE_HOME}/wgan)
else()
  set(_cache $ENV{HOME}/.cache/wgan)
endif()
if(WGAN_LIBTORCH)
  set(_places ${WGAN_LIBTORCH} ${WGAN_LIBTORCH}/torch)
else()
  set(_places ${_cache}/libtorch-2.11.0-cuda/torch ${_cache}/libtorch-2.11.0-cpu/torch)
endif()
unset(LibTorch_ROOT_DIR CACHE)
find_path(LibTorch_ROOT_DIR include/ATen/core/Tensor.h PATHS ${_places} NO_DEFAULT_PATH)
if(LibTorch_ROOT_DIR)
  foreach(_header headeronly/version.h)
    if(EXISTS ${LibTorch_ROOT_DIR}/include/torch/${_header})
      file(STRINGS ${LibTorch_ROOT_DIR}/include/torch/${_header} _lines REGEX "TORCH_VERSION_(MAJOR|MINOR|PATCH) [0-9]+")
      string(REGEX REPLACE "[^0-9;]" "" LibTorch_VERSION "${_lines}")
      string(REPLACE ";" "." LibTorch_VERSION "${LibTorch_VERSION}")
    endif()
  endforeach()
endif()

find_package_handle_standard_args(LibTorch REQUIRED_VARS LibTorch_ROOT_DIR VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE "run scripts/setup, or set WGAN_LIBTORCH to the folder of a LibTorch or of Python's torch")

if(LibTorch_FOUND AND NOT TARGET LibTorch::cpu)
  set(_lib ${LibTorch_ROOT_DIR}/lib)
  add_library(LibTorch::cpu INTERFACE IMPORTED)
  target_compile_options(LibTorch::cpu INTERFACE
    "SHELL:-idirafter ${LibTorch_ROOT_DIR}/include"
    "SHELL:-idirafter ${LibTorch_ROOT_DIR}/include/torch/csrc/api/include")
  target_compile_definitions(LibTorch::cpu INTERFACE AT_PER_OPERATOR_HEADERS)
  # at::parallel_for is inline: compiled without OpenMP it is a loop on one thread, and says nothing. It must use the same libgomp
  # as LibTorch, which brings its own.
  target_compile_options(LibTorch::cpu INTERFACE -fopenmp)
  file(GLOB _gomp ${_lib}/libgomp*.so*)
  if(_gomp)
    list(GET _gomp 0 _gomp)
  else()
    set(_gomp gomp)
  endif()
  target_link_libraries(LibTorch::cpu INTERFACE ${_lib}/libtorch_cpu.so ${_lib}/libc10.so ${_gomp})
  # The wheel keeps its CUDA run-time stubs beside it; they are found at run time through libtorch_cpu's own path.
  target_link_options(LibTorch::cpu INTERFACE
    "LINKER:-rpath-link,${LibTorch_ROOT_DIR}/../nvidia/cu13/lib" "LINKER:--enable-new-dtags")
endif()
