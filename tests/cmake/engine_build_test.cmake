# The text for the same headers is the same; for one that differs, or one more, it is another.
function(text_of variable)
  execute_process(COMMAND ${CMAKE_COMMAND} "-DHEADERS=${ARGN}" -DVERSION=1 -DOUTPUT=${FOLDER}/out.h
    -P ${SOURCE}/scripts/cmake/EngineBuild.cmake COMMAND_ERROR_IS_FATAL ANY)
  file(READ ${FOLDER}/out.h text)
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

file(WRITE ${FOLDER}/a.h "int f(int);\n")
file(WRITE ${FOLDER}/b.h "int g(int);\n")
text_of(first ${FOLDER}/a.h ${FOLDER}/b.h)
text_of(again ${FOLDER}/a.h ${FOLDER}/b.h)
text_of(fewer ${FOLDER}/a.h)
file(WRITE ${FOLDER}/b.h "int g(long);\n")
text_of(other ${FOLDER}/a.h ${FOLDER}/b.h)
if(NOT first STREQUAL again OR first STREQUAL fewer OR first STREQUAL other)
  message(FATAL_ERROR "${first}${again}${fewer}${other}")
endif()
