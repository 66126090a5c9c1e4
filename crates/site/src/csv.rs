//! Comma-separated values (RFC 4180).

/// A table in the making.
#[derive(Default)]
pub(crate) struct Csv {
    bytes: Vec<u8>,
}

impl Csv {
    pub(crate) fn new(head: &[&str]) -> Self {
        let mut csv = Csv::default();
        csv.row(head);
        csv
    }

    pub(crate) fn row(&mut self, cells: &[&str]) {
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                self.bytes.push(b',');
            }
            self.cell(cell);
        }
        self.bytes.extend_from_slice(b"\r\n");
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Spreadsheets run what starts like a formula (<https://owasp.org/www-community/attacks/CSV_Injection>), so an
    /// apostrophe goes before it; the exact value is in the JSON.
    fn cell(&mut self, cell: &str) {
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        if !formula && !cell.contains([',', '"', '\n', '\r']) {
            self.bytes.extend_from_slice(cell.as_bytes());
            return;
        }
        self.bytes.push(b'"');
        if formula {
            self.bytes.push(b'\'');
        }
        self.bytes.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
        self.bytes.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::Csv;

    #[test]
    fn cells_are_quoted_and_no_formula_runs() {
        let csv = Csv::new(&["a,b", "say \"x\"", "=1+1", "-enc", "plain"]);
        assert_eq!(
            String::from_utf8(csv.into_bytes()).expect("UTF-8"),
            "\"a,b\",\"say \"\"x\"\"\",\"'=1+1\",\"'-enc\",plain\r\n"
        );
    }
}
