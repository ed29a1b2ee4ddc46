# cmake -DHEADERS="a.h;b.h" -DVERSION=V -DOUTPUT=FILE -P EngineBuild.cmake
# Writes a header whose text tells one set of declarations from another: program and engine load each other only if both were
# compiled with the same.
set(digests "")
foreach(header IN LISTS HEADERS)
  get_filename_component(name ${header} NAME)
  file(SHA256 ${header} digest)
  string(APPEND digests "${name} ${digest}\n")
endforeach()
string(SHA256 digest "${digests}")
string(SUBSTRING ${digest} 0 16 digest)
file(WRITE ${OUTPUT} "#define WGAN_ENGINE_BUILD \"${VERSION}/${digest}\"\n")
