//! Tables as text: one row a line, cells parted by tabs.

/// The rows of a table, with the cells of the wanted columns in the wanted order.
pub(super) struct Sheet<'a, const N: usize> {
    lines: std::iter::Zip<std::ops::RangeFrom<u32>, std::str::Lines<'a>>,
    /// Where the wanted columns stand.
    places: [usize; N],
    width: usize,
}

impl<'a, const N: usize> Sheet<'a, N> {
    /// Reads up to the line that names the columns. Columns that are not asked for are left alone.
    pub(super) fn new(text: &'a str, columns: [&str; N]) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = (1..).zip(text.lines());
        let header = lines.by_ref().map(|(_, line)| line).find(|line| has_cells(line));
        let names: Vec<&str> = header.unwrap_or_default().split('\t').map(str::trim).collect();
        let mut places = [0; N];
        for (place, column) in places.iter_mut().zip(columns) {
            let at = names.iter().position(|name| *name == column);
            *place = at.ok_or_else(|| format!("no column is named `{column}`"))?;
        }
        Ok(Sheet {
            lines,
            places,
            width: names.len(),
        })
    }
}

fn has_cells(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

/// The line's number and its cells; cells missing at the end are empty.
impl<'a, const N: usize> Iterator for Sheet<'a, N> {
    type Item = (u32, Result<[&'a str; N], String>);

    fn next(&mut self) -> Option<Self::Item> {
        let (number, line) = self.lines.by_ref().find(|(_, line)| has_cells(line))?;
        let mut cells = [""; N];
        let mut count = 0;
        for (at, cell) in line.split('\t').enumerate() {
            count = at + 1;
            for (place, wanted) in self.places.iter().zip(&mut cells) {
                if *place == at {
                    *wanted = cell.trim();
                }
            }
        }
        let row = if count > self.width {
            Err(format!(
                "the row has {count} cells, the table {} columns",
                self.width
            ))
        } else {
            Ok(cells)
        };
        Some((number, row))
    }
}
