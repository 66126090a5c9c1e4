//! What a page says about a population of rules, as Markdown (CommonMark with tables), for readers of plain text.

mod text;

use std::collections::BTreeMap;
use std::fmt::Write;

use catalog::{EventIx, ExclusionRow, FieldRow, Guide, RowIx, RuleIx, ValueRow};
use rule::TechniqueId;

use crate::book::Book;
use crate::records::What;
use crate::views::{address, language, severity, title};
use text::{code, plain};

/// Rows of a table; the CSV and JSON files have all.
const MAX_ROWS: usize = 50;

/// A document in the making.
pub(crate) struct Document<'a> {
    book: &'a Book<'a>,
    rules: &'a [RuleIx],
    guide: &'a Guide,
    /// The way to the site's root.
    root: &'a str,
    out: String,
}

impl<'a> Document<'a> {
    pub(crate) fn new(book: &'a Book<'a>, rules: &'a [RuleIx], guide: &'a Guide, root: &'a str) -> Self {
        let out = String::new();
        Document {
            book,
            rules,
            guide,
            root,
            out,
        }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out.into_bytes()
    }

    /// The title and one line of counts.
    pub(crate) fn head(&mut self, heading: &str) {
        let count = self.book.catalog.count(self.rules);
        let vendors: Vec<String> = self
            .book
            .vendors()
            .iter()
            .zip(self.book.by_vendor(self.rules))
            .filter(|(_, rules)| *rules > 0)
            .map(|(vendor, rules)| format!("{} {rules}", plain(&vendor.title)))
            .collect();
        let heading = plain(heading);
        self.line(&format!("# {heading}\n"));
        self.line(&format!(
            "{} rules in {} families: {}\n",
            count.rules,
            count.families,
            vendors.join(", ")
        ));
    }

    /// A paragraph that is Markdown already.
    pub(crate) fn prose(&mut self, markdown: &str) {
        if !markdown.trim().is_empty() {
            self.line(&format!("{}\n", markdown.trim()));
        }
    }

    /// Every section, in page order.
    pub(crate) fn all(&mut self) {
        for what in [
            What::Events,
            What::Fields,
            What::Indicators,
            What::Exclusions,
            What::Rules,
        ] {
            self.section(what);
        }
    }

    /// A section; nothing where there is nothing to tell.
    pub(crate) fn section(&mut self, what: What) {
        match what {
            What::Techniques => self.techniques(),
            What::Events => self.events(),
            What::Fields => self.fields(),
            What::Indicators => self.indicators(),
            What::Exclusions => self.exclusions(),
            What::Rules => self.rules(),
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// A table of the first rows; only these are made.
    fn table(&mut self, heading: &str, head: &[&str], rows: impl ExactSizeIterator<Item = Vec<String>>) {
        let total = rows.len();
        if total == 0 {
            return;
        }
        self.line(&format!("## {heading} ({total})\n"));
        self.line(&format!("| {} |", head.join(" | ")));
        self.line(&format!("|{}", " --- |".repeat(head.len())));
        for row in rows.take(MAX_ROWS) {
            self.line(&format!("| {} |", row.join(" | ")));
        }
        if total > MAX_ROWS {
            self.line(&format!(
                "\n{} more rows are in the data files.",
                total - MAX_ROWS
            ));
        }
        self.line("");
    }

    fn techniques(&mut self) {
        let counts = crate::twins::counts(self.book, self.rules);
        let (book, root) = (self.book, self.root);
        let row = |(id, rules): (&TechniqueId, &usize)| {
            let link = format!("[{id}]({root}techniques/{id}/)");
            vec![link, plain(&book.line(id).name), rules.to_string()]
        };
        self.table(
            "Techniques",
            &["technique", "name", "rules"],
            counts.iter().map(row),
        );
    }

    fn events(&mut self) {
        let mut uses: BTreeMap<EventIx, usize> = BTreeMap::new();
        for &rule in self.rules {
            for it in self.book.catalog.entry(rule).events.iter().filter(|it| it.native) {
                *uses.entry(it.event).or_default() += 1;
            }
        }
        let mut uses: Vec<(EventIx, usize)> = uses.into_iter().collect();
        uses.sort_by_key(|(event, rules)| (std::cmp::Reverse(*rules), *event));
        let (book, root) = (self.book, self.root);
        let row = |(index, rules): (EventIx, usize)| {
            let event = book.catalog.events.get(index);
            let name = plain(&format!("{} {}", event.provider, event.event));
            let link = format!("[{name}]({root}{})", book.places.event(index));
            vec![link, plain(&event.title()), rules.to_string()]
        };
        self.table("Events", &["event", "title", "rules"], uses.into_iter().map(row));
    }

    fn fields(&mut self) {
        let (book, guide) = (self.book, self.guide);
        let row = |row: &FieldRow| {
            let how: Vec<String> = row.how.iter().map(|(op, n)| format!("{} {n}", op.id())).collect();
            let samples = row.samples.iter();
            let samples: Vec<String> = samples
                .map(|&row| code(book.catalog.rows.get(row).value))
                .collect();
            let name = plain(&row.concept);
            let (rules, families) = (row.count.rules.to_string(), row.count.families.to_string());
            vec![name, rules, families, how.join(", "), samples.join(" ")]
        };
        let head = ["field", "rules", "families", "how", "most frequent values"];
        self.table("Fields", &head, guide.fields.iter().map(row));
    }

    fn indicators(&mut self) {
        let (book, guide) = (self.book, self.guide);
        let row = |row: &ValueRow| {
            let corpus = if row.only_here() {
                "only here".to_owned()
            } else {
                row.reach.to_string()
            };
            let mut cells = compared(book, row.row);
            cells.extend([
                row.count.rules.to_string(),
                row.count.families.to_string(),
                corpus,
            ]);
            cells
        };
        let head = ["field", "op", "value", "rules", "families", "corpus"];
        self.table("Indicators", &head, guide.indicators.iter().map(row));
    }

    fn exclusions(&mut self) {
        let (book, guide) = (self.book, self.guide);
        let row = |row: &ExclusionRow| {
            let mut cells = compared(book, row.row);
            cells.extend([row.count.rules.to_string(), row.count.families.to_string()]);
            cells
        };
        let head = ["field", "op", "value", "rules", "families"];
        self.table("Exclusions", &head, guide.exclusions.iter().map(row));
    }

    fn rules(&mut self) {
        self.line(&format!("## Rules ({})", self.rules.len()));
        let mut last = usize::MAX;
        for index in self.book.in_order(self.rules) {
            let vendor = self.book.vendor_of(index);
            if vendor != last {
                last = vendor;
                let name = self.book.vendors().get(vendor).map_or("", |it| it.title.as_str());
                self.line(&format!("\n### {}\n", plain(name)));
            }
            let entry = self.book.catalog.entry(index);
            let facts: Vec<&str> = [severity(entry), language(entry)]
                .into_iter()
                .filter(|word| !word.is_empty())
                .collect();
            let (title, at) = (plain(&title(entry)), address(entry));
            let (root, facts) = (self.root, facts.join(", "));
            // Writing to a string cannot fail.
            let _ = writeln!(self.out, "- [{title}]({root}{at}) ({facts})");
        }
    }
}

/// Field, operator and value of a row.
fn compared(book: &Book<'_>, row: RowIx) -> Vec<String> {
    let it = book.catalog.rows.get(row);
    vec![plain(it.concept), it.op.id().to_owned(), code(it.value)]
}
