#include "record/store_sql.h"

/* Cells are most of the store. A cell is one entry of a tree without row numbers, whole
 * numbers take the bytes that they need, and what repeats (headers, formats) stands in
 * run_columns once. The view shows them as an analyst thinks of them; as in the CSV
 * twins, it leaves the total rows out, so that a sum over it counts nothing twice. */
const char ap_store_schema[] =
    "PRAGMA application_id = " AP_STORE_MARK ";"
    "PRAGMA user_version = " AP_STORE_FORMAT ";"
    "CREATE TABLE runs ("
    "  run INTEGER PRIMARY KEY," /* in order of recording */
    "  id TEXT NOT NULL UNIQUE," /* "r3f2a…": of command, arguments and inputs */
    "  command TEXT NOT NULL, case_name TEXT, started TEXT, version TEXT, outcome TEXT,"
    "  exit_code INTEGER, ranks INTEGER, arguments TEXT,"
    "  title TEXT, subject TEXT, author TEXT, company TEXT, created TEXT);"
    "CREATE TABLE blobs (" /* bytes of a file, once however many runs have it */
    "  sha256 TEXT PRIMARY KEY, length INTEGER NOT NULL, bytes BLOB NOT NULL);"
    "CREATE TABLE run_inputs ("
    "  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, position INTEGER NOT NULL,"
    "  name TEXT NOT NULL, encoding TEXT, sha256 TEXT NOT NULL REFERENCES blobs,"
    "  PRIMARY KEY (run, position)) WITHOUT ROWID;"
    "CREATE INDEX run_inputs_blob ON run_inputs (sha256);"
    "CREATE TABLE run_files ("
    "  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,"
    "  name TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES blobs,"
    "  PRIMARY KEY (run, name)) WITHOUT ROWID;"
    "CREATE INDEX run_files_blob ON run_files (sha256);"
    "CREATE TABLE run_settings (" /* keys of case.ini and their values as written */
    "  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,"
    "  name TEXT NOT NULL, value TEXT, basis TEXT,"
    "  PRIMARY KEY (run, name)) WITHOUT ROWID;"
    "CREATE TABLE run_timings ("
    "  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, position INTEGER NOT NULL,"
    "  stage TEXT NOT NULL, seconds REAL NOT NULL,"
    "  PRIMARY KEY (run, position)) WITHOUT ROWID;"
    "CREATE TABLE run_properties (" /* of the workbook */
    "  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, position INTEGER NOT NULL,"
    "  name TEXT, value TEXT, PRIMARY KEY (run, position)) WITHOUT ROWID;"
    "CREATE TABLE run_tables ("
    "  sheet INTEGER PRIMARY KEY,"
    "  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, position INTEGER NOT NULL,"
    "  kind TEXT NOT NULL, name TEXT NOT NULL, table_name TEXT NOT NULL, title TEXT,"
    "  column_count INTEGER NOT NULL, row_count INTEGER NOT NULL,"
    "  has_total INTEGER NOT NULL, twin TEXT NOT NULL," /* name of the CSV twin */
    "  UNIQUE (run, position));"
    "CREATE TABLE run_lines (" /* words between a sheet's title and its table */
    "  sheet INTEGER NOT NULL REFERENCES run_tables ON DELETE CASCADE,"
    "  position INTEGER NOT NULL, line TEXT NOT NULL,"
    "  PRIMARY KEY (sheet, position)) WITHOUT ROWID;"
    "CREATE TABLE run_columns ("
    "  sheet INTEGER NOT NULL REFERENCES run_tables ON DELETE CASCADE,"
    "  position INTEGER NOT NULL, header TEXT NOT NULL, format TEXT NOT NULL,"
    "  width REAL NOT NULL, total TEXT NOT NULL, is_input INTEGER NOT NULL,"
    "  twin TEXT NOT NULL," /* name in the CSV twin */
    "  PRIMARY KEY (sheet, position)) WITHOUT ROWID;"
    /* value is a number or text, format NULL where it is the column's; row number
     * row_count is the total row */
    "CREATE TABLE run_cells ("
    "  sheet INTEGER NOT NULL REFERENCES run_tables ON DELETE CASCADE,"
    "  row INTEGER NOT NULL, position INTEGER NOT NULL, value, format TEXT,"
    "  PRIMARY KEY (sheet, row, position)) WITHOUT ROWID;"
    "CREATE VIEW results (run, \"table\", \"row\", \"column\", number, text) AS"
    "  SELECT runs.id, t.table_name, c.row + 1, h.header,"
    "    CASE WHEN typeof(c.value) <> 'text' THEN CAST(c.value AS REAL) END,"
    "    CASE WHEN typeof(c.value) = 'text' THEN c.value END"
    "  FROM runs JOIN run_tables t USING (run) JOIN run_cells c USING (sheet)"
    "    JOIN run_columns h ON h.sheet = c.sheet AND h.position = c.position"
    "  WHERE c.row < t.row_count;";

const char *const ap_store_statements[QUERY_COUNT] = {
    [READ_MARK] =
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)"
        " FROM pragma_application_id, pragma_user_version",
    [DROP_RUN] = "DELETE FROM runs WHERE id = ?",
    [DROP_UNUSED_BLOBS] =
        "DELETE FROM blobs WHERE sha256 NOT IN"
        " (SELECT sha256 FROM run_inputs UNION SELECT sha256 FROM run_files)",
    [ADD_RUN] = "INSERT INTO runs (id, command, case_name, started, version, outcome,"
                " exit_code, ranks, arguments, title, subject, author, company, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_BLOB] = "INSERT INTO blobs VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    [ADD_INPUT] = "INSERT INTO run_inputs VALUES (?, ?, ?, ?, ?)",
    [ADD_FILE] = "INSERT INTO run_files VALUES (?, ?, ?)",
    [ADD_SETTING] = "INSERT INTO run_settings VALUES (?, ?, ?, ?)",
    [ADD_TIMING] = "INSERT INTO run_timings VALUES (?, ?, ?, ?)",
    [ADD_PROPERTY] = "INSERT INTO run_properties VALUES (?, ?, ?, ?)",
    [ADD_TABLE] = "INSERT INTO run_tables VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_LINE] = "INSERT INTO run_lines VALUES (?, ?, ?)",
    [ADD_COLUMN] = "INSERT INTO run_columns VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_CELL] = "INSERT INTO run_cells VALUES (?, ?, ?, ?, ?)",
    [RUNS] =
        "SELECT id, command, case_name, started, outcome, arguments, version, exit_code"
        " FROM runs ORDER BY run DESC",
    [RUN] = "SELECT run, title, subject, author, company, created FROM runs WHERE id = ?",
    [PROPERTIES] = "SELECT name, value FROM run_properties WHERE run = ? ORDER BY position",
    [TABLES] =
        "SELECT sheet, kind, name, table_name, title, column_count, row_count, has_total,"
        " twin"
        " FROM run_tables WHERE run = ? ORDER BY position",
    [LINES] = "SELECT line FROM run_lines WHERE sheet = ? ORDER BY position",
    [COLUMNS] = "SELECT header, format, width, total, is_input, twin"
                " FROM run_columns WHERE sheet = ? ORDER BY position",
    [CELLS] = "SELECT row, position, value, format FROM run_cells WHERE sheet = ?",
    [INPUTS] =
        "SELECT i.name, i.encoding, i.sha256, b.bytes FROM runs JOIN run_inputs i"
        " USING (run) JOIN blobs b USING (sha256) WHERE runs.id = ? ORDER BY position",
    [A_FILE] = "SELECT b.bytes FROM runs JOIN run_files f USING (run)"
               " JOIN blobs b USING (sha256) WHERE runs.id = ? AND f.name = ?",
    /* a run without timings is a row without values, no run is no row */
    [TIMINGS] = "SELECT t.stage, t.seconds FROM runs LEFT JOIN run_timings t USING (run)"
                " WHERE runs.id = ? ORDER BY t.position",
};

static const char *const kinds[] = {
    [AP_SHEET_COVER] = "cover",     [AP_SHEET_INPUTS] = "inputs",
    [AP_SHEET_RESULTS] = "results", [AP_SHEET_CHECKS] = "checks",
    [AP_SHEET_LOGS] = "logs",
};
static const char *const formats[] = {
    [AP_WORDS] = "words",     [AP_POUNDS] = "pounds", [AP_PENCE] = "pence",
    [AP_PERCENT] = "percent", [AP_INDEX] = "index",   [AP_COUNT] = "count",
    [AP_PLAIN] = "plain",     [AP_LINK] = "link",
};
static const char *const totals[] = {
    [AP_NO_TOTAL] = "none",
    [AP_SUM] = "sum",
    [AP_FORMULA_TOTAL] = "formula",
};

const ap_choices ap_store_kinds = {sizeof kinds / sizeof kinds[0], kinds};
const ap_choices ap_store_formats = {sizeof formats / sizeof formats[0], formats};
const ap_choices ap_store_totals = {sizeof totals / sizeof totals[0], totals};
