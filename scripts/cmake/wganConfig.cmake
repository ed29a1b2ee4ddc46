# find_package(wgan) defines wgan::wgan, the library libwgan. A libwgan that was built from source knows the LibTorch that it was built
# with. WGAN_LIBTORCH, the folder of a LibTorch or of Python's torch, names another place where programs find it.
include(${CMAKE_CURRENT_LIST_DIR}/wganTargets.cmake)
if(NOT WGAN_LIBTORCH AND DEFINED ENV{WGAN_LIBTORCH})
  set(WGAN_LIBTORCH $ENV{WGAN_LIBTORCH})
endif()
# The linker need not see LibTorch, which is not part of the interface.
target_link_options(wgan::wgan INTERFACE "LINKER:--allow-shlib-undefined")
if(WGAN_LIBTORCH)
  set(_lib ${WGAN_LIBTORCH}/lib)
  if(NOT EXISTS ${_lib}/libtorch_cpu.so)
    set(_lib ${WGAN_LIBTORCH}/torch/lib)
  endif()
  if(NOT EXISTS ${_lib}/libtorch_cpu.so)
    message(FATAL_ERROR "WGAN_LIBTORCH=${WGAN_LIBTORCH} holds no lib/libtorch_cpu.so")
  endif()
  # The program itself loads LibTorch, so that its path counts and not libwgan's.
  target_link_options(wgan::wgan INTERFACE "LINKER:--no-as-needed,${_lib}/libtorch_cpu.so,${_lib}/libc10.so,-rpath,${_lib}")
endif()
