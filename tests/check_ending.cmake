# A program that fails ends with its own exit code and one message, however many ranks it
# has, and does not hang.
#
#     cmake -DCOMMAND=<program and arguments> -DCODE=<exit code> -DMESSAGES=<how many>
#           -P check_ending.cmake
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${COMMAND} RESULT_VARIABLE code OUTPUT_VARIABLE said
    ERROR_VARIABLE said TIMEOUT 60)
string(REGEX MATCHALL "message: " messages "${said}")
list(LENGTH messages count)
if(NOT code STREQUAL "${CODE}")
    message(SEND_ERROR "ended with ${code}, not ${CODE}:\n${said}")
endif()
if(NOT count EQUAL MESSAGES)
    message(SEND_ERROR "${count} messages, not ${MESSAGES}:\n${said}")
endif()
