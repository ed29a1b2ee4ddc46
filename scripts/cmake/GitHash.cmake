# cmake -DSOURCE=DIR -DOUTPUT=FILE -P GitHash.cmake
# Writes a header with the commit that is checked out; an empty text where there is none.
execute_process(COMMAND git rev-parse --short HEAD WORKING_DIRECTORY ${SOURCE}
  OUTPUT_VARIABLE hash OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(WRITE ${OUTPUT} "#define WGAN_GIT_HASH \"${hash}\"\n")
