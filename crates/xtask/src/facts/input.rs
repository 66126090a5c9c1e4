//! Reading fact tables: tab-separated, a header, no quoting.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

/// A fact table.
pub(super) struct Facts {
    columns: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
}

/// A row of it.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'a Facts,
    cells: &'a [String],
}

impl Facts {
    /// Reads `name`.tsv in a folder.
    pub(super) fn read(folder: &Path, name: &str) -> Result<Facts, Box<dyn Error>> {
        let path = folder.join(name).with_extension("tsv");
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let mut rows = text
            .lines()
            .map(|line| line.split('\t').map(str::to_owned).collect());
        let header: Vec<String> = rows.next().unwrap_or_default();
        Ok(Facts {
            columns: header
                .into_iter()
                .enumerate()
                .map(|(i, name)| (name, i))
                .collect(),
            rows: rows.collect(),
        })
    }

    /// All rows in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { table: self, cells })
    }
}

impl<'a> Row<'a> {
    /// A cell; empty if there is no such column.
    pub(super) fn get(&self, column: &str) -> &'a str {
        let index = self.table.columns.get(column);
        index
            .and_then(|index| self.cells.get(*index))
            .map_or("", String::as_str)
    }

    /// A cell as a number; zero if it is none.
    pub(super) fn number(&self, column: &str) -> usize {
        self.get(column).parse().unwrap_or(0)
    }
}
