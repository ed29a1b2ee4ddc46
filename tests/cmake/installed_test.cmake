# Installs the build into FOLDER, builds the example with what is there and nothing else, and trains with it.
file(REMOVE_RECURSE ${FOLDER})
function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${out}${err}")
  endif()
  set(out "${out}" PARENT_SCOPE)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${FOLDER}/prefix)
run(${CMAKE_COMMAND} -S ${EXAMPLE} -B ${FOLDER}/build -DCMAKE_PREFIX_PATH=${FOLDER}/prefix -DCMAKE_CXX_COMPILER=${COMPILER}
  -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} "-DCMAKE_CXX_FLAGS=${FLAGS} -Wall -Wextra -Werror")
run(${CMAKE_COMMAND} --build ${FOLDER}/build)
run(${FOLDER}/build/creatures demo 20 ${FOLDER}/run)
if(NOT out MATCHES "step 10 of 20, critic loss -?[0-9.]+\nstep 20 of 20, critic loss -?[0-9.]+\n([^\n]+\n)+$" OR
    NOT EXISTS ${FOLDER}/run/g.pt)
  message(FATAL_ERROR "the example printed:\n${out}")
endif()
execute_process(COMMAND ${FOLDER}/build/creatures ${FOLDER}/nowhere 20 ${FOLDER}/run2 ERROR_VARIABLE err RESULT_VARIABLE code)
if(NOT code EQUAL 3 OR NOT err MATCHES "^creatures: --data .*nowhere: there is no such folder")
  message(FATAL_ERROR "exit code ${code}, and stderr:\n${err}")
endif()
