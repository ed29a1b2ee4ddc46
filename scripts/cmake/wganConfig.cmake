# find_package(wgan) defines wgan::wgan, the library libwgan. WGAN_LIBTORCH, the folder of a LibTorch or of Python's torch, says
# where programs find LibTorch; a libwgan that was built from source knows the one that it was built with.
include(${CMAKE_CURRENT_LIST_DIR}/wganTargets.cmake)
if(NOT WGAN_LIBTORCH AND DEFINED ENV{WGAN_LIBTORCH})
  set(WGAN_LIBTORCH $ENV{WGAN_LIBTORCH})
endif()
# The linker need not see LibTorch, which is not part of the interface.
target_link_options(wgan::wgan INTERFACE "LINKER:--allow-shlib-undefined")
if(WGAN_LIBTORCH)
  find_path(wgan_LIBTORCH_LIB libtorch_cpu.so PATHS ${WGAN_LIBTORCH}/lib ${WGAN_LIBTORCH}/torch/lib NO_DEFAULT_PATH REQUIRED)
  # A path that libraries inherit, unlike a RUNPATH: it is libwgan that needs LibTorch.
  target_link_options(wgan::wgan INTERFACE "LINKER:--disable-new-dtags,-rpath,${wgan_LIBTORCH_LIB}")
endif()
