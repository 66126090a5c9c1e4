//! The catalog as an SQLite database.
//!
//! The same catalog gives the same bytes: SQLite is compiled in, the page size is fixed, rows go in in the catalog's
//! order within one transaction, and nothing is written that a clock or a random number had a part in. A final VACUUM
//! lays each table out as one piece.

mod fill;

use rusqlite::{Connection, Result};

use crate::book::Book;
use crate::records::Selection;

/// The version of the tables; raised when a query that worked would not any more.
const VERSION: u32 = 1;
/// What tells tools apart whose file this is: `gen1` in ASCII.
const APPLICATION: u32 = 0x6765_6e31;

/// A database of the selected rules and all they use.
pub(crate) fn database(book: &Book<'_>, selection: &Selection) -> Result<Vec<u8>> {
    let mut connection = Connection::open_in_memory()?;
    connection.execute_batch(&format!(
        "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA application_id = {APPLICATION}; \
         PRAGMA user_version = {VERSION};"
    ))?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(include_str!("schema.sql"))?;
    fill::all(&transaction, book, selection)?;
    transaction.execute_batch(include_str!("index.sql"))?;
    transaction.commit()?;
    connection.execute_batch("VACUUM")?;
    Ok(connection.serialize("main")?.to_vec())
}
