# The hub's SQL (hub_1.sql, hub_2.sql …, one for each version) as C strings.
file(GLOB hub_sql CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/app/sync/hub_[0-9].sql)
list(SORT hub_sql)
set(hub_strings "")
foreach(file ${hub_sql})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    string(REPLACE "\n" "\\n\"\n    \"" text "${text}")
    string(APPEND hub_strings "    \"${text}\",\n")
endforeach()
list(LENGTH hub_sql hub_sql_count)
set(hub_sql_c "#include \"sync/hub_inside.h\"

_Static_assert(SYNC_PROTOCOL == ${hub_sql_count}, \"each version has its hub_N.sql\");
const char *const hub_sql[SYNC_PROTOCOL] = {
${hub_strings}};
")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/hub_sql.c CONTENT "@hub_sql_c@" @ONLY)
target_sources(sync PRIVATE ${CMAKE_BINARY_DIR}/hub_sql.c)
