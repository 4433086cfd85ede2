# The architecture, kept: a module includes only modules named before it in MODULES, every
# file belongs to a module, and a foreign library has one file that knows it.
#
#     cmake -DMODULES=<list> -DROOT=<folder> -P check_layers.cmake
#
# A module a/b has b.h in include/apportion or in src/a, and src/a/b.c (or b_glpk.c where
# a solver hides behind the header). Headers are named from the root: "a/b.h" or
# "apportion/b.h".
cmake_minimum_required(VERSION 3.25)

set(above "")
set(known "${ROOT}/src/main.c")
foreach(module IN LISTS MODULES)
    get_filename_component(name ${module} NAME)
    file(GLOB files ${ROOT}/include/apportion/${name}.h ${ROOT}/src/${module}.h
        ${ROOT}/src/${module}.c ${ROOT}/src/${module}_glpk.c)
    if(NOT files)
        message(SEND_ERROR "${module} has no files")
    endif()
    if(EXISTS ${ROOT}/include/apportion/${name}.h)
        list(APPEND above apportion/${name}.h)
    endif()
    list(APPEND above ${module}.h)
    list(APPEND known ${files})
    foreach(file IN LISTS files)
        file(STRINGS ${file} includes REGEX "^#include \"")
        foreach(line IN LISTS includes)
            string(REGEX REPLACE "^#include \"([^\"]*)\".*" "\\1" header "${line}")
            if(NOT header IN_LIST above)
                message(SEND_ERROR "${file} includes ${header}, which is not above ${module}")
            endif()
        endforeach()
    endforeach()
endforeach()

file(GLOB_RECURSE present ${ROOT}/src/*.[ch] ${ROOT}/include/*.h)
foreach(file IN LISTS present)
    if(NOT file IN_LIST known)
        message(SEND_ERROR "${file} belongs to no module")
    endif()
endforeach()

foreach(foreign mpi.h glpk.h xlsxwriter.h sqlite3.h jansson.h
        gsl/gsl_cdf.h Random123/philox.h)
    set(users "")
    foreach(file IN LISTS present)
        file(STRINGS ${file} includes REGEX "^#include [<\"]${foreign}[>\"]")
        if(includes)
            list(APPEND users ${file})
        endif()
    endforeach()
    list(LENGTH users count)
    if(NOT count EQUAL 1)
        message(SEND_ERROR "${foreign} is included by ${count} files, not one: ${users}")
    endif()
endforeach()
