//! Rows of complete tables as HTML, written without a template: every text in them passes `escape`.
//!
//! They look as `templates/parts/guide.html` makes them look, and the numbers of their rules stand at the end. Tables of
//! values are the largest part of a site, so their rows say nothing twice: fields have their links in the table of
//! fields, and the table's class styles what single cells need no class for.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;

use super::guide::{CountView, ExclusionLine, FieldLine, FieldName, ValueLine};
use crate::escape::escaped;
use crate::fragment::Value;

/// A row that can be written as HTML.
pub(crate) trait RowHtml: Sized {
    /// The row; `root` is the way from its page to the site's root.
    fn html(&self, root: &str) -> String;

    /// What rows that differ in their value alone have in common, if such rows are to stand as one.
    fn kin(&self) -> Option<String>;

    /// Takes the value of such a row in.
    fn take_in(&mut self, other: Self);
}

/// Bytes that the rows of one table may take; those after them stand in the data beside the page.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// Rows as HTML, and how many had no room. The values that the very same rules use in the same way stand in one row, where the first of them
/// would: a list of a thousand names is one row rather than a thousand equal ones.
pub(super) fn rows_html<T: RowHtml>(lines: impl Iterator<Item = T>, root: &str) -> (String, usize) {
    let mut rows: Vec<T> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for line in lines {
        let Some(kin) = line.kin() else {
            rows.push(line);
            continue;
        };
        match known.entry(kin) {
            Entry::Occupied(at) => rows[*at.get()].take_in(line),
            Entry::Vacant(free) => {
                free.insert(rows.len());
                rows.push(line);
            }
        }
    }
    let mut out = String::new();
    for (set, row) in rows.iter().enumerate() {
        if out.len() > MAX_BYTES {
            return (out, rows.len() - set);
        }
        out += &row.html(root);
    }
    (out, 0)
}

impl RowHtml for FieldLine {
    fn html(&self, root: &str) -> String {
        let how: Vec<String> = self
            .how
            .iter()
            .map(|it| format!("{} {}", it.op, it.rules))
            .collect();
        let samples: Vec<String> = self.samples.iter().map(Value::html).collect();
        format!(
            "<tr><td>{}</td>{}<td class=\"how\">{}</td><td class=\"samples\">{}</td></tr>\n",
            field(&self.field, root),
            count(self.count),
            escaped(&how.join(", ")),
            samples.join(" "),
        )
    }

    fn kin(&self) -> Option<String> {
        None
    }

    fn take_in(&mut self, _other: Self) {}
}

impl RowHtml for ValueLine {
    fn html(&self, _root: &str) -> String {
        let reach = if self.only_here {
            "<td class=\"only\">only here</td>".to_owned()
        } else {
            format!("<td>{}</td>", self.reach)
        };
        format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td>{}{reach}{}</tr>\n",
            escaped(&self.field.name),
            escaped(self.op),
            codes(&self.value, &self.also),
            bare_count(self.count),
            places(&self.members),
        )
    }

    fn kin(&self) -> Option<String> {
        kin(&self.field, self.op, &self.members, self.reach)
    }

    fn take_in(&mut self, other: Self) {
        self.also.push(other.value);
    }
}

impl RowHtml for ExclusionLine {
    fn html(&self, _root: &str) -> String {
        let mut how = Vec::new();
        if self.guarded > 0 {
            how.push(format!("guarded {}", self.guarded));
        }
        if self.grouped > 0 {
            how.push(format!("grouped {}", self.grouped));
        }
        format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td>{}<td class=\"how\">{}</td>{}</tr>\n",
            escaped(&self.field.name),
            escaped(self.op),
            codes(&self.value, &self.also),
            bare_count(self.count),
            how.join(", "),
            places(&self.members),
        )
    }

    fn kin(&self) -> Option<String> {
        let how = self.guarded * (self.count.rules + 1) + self.grouped;
        kin(&self.field, self.op, &self.members, how)
    }

    fn take_in(&mut self, other: Self) {
        self.also.push(other.value);
    }
}

/// Rows that name no rules, since these are too many, stand alone.
fn kin(field: &FieldName, op: &str, members: &str, rest: usize) -> Option<String> {
    (!members.is_empty()).then(|| format!("{}\0{op}\0{members}\0{rest}", field.name))
}

fn field(it: &FieldName, root: &str) -> String {
    let name = escaped(&it.name);
    if it.href.is_empty() {
        format!("<span class=\"field\">{name}</span>")
    } else {
        format!("<a class=\"field\" href=\"{root}{}\">{name}</a>", it.href)
    }
}

/// A row's values.
fn codes(first: &Value, also: &[Value]) -> String {
    let mut out = first.html();
    for it in also {
        out.push(' ');
        it.put(&mut out);
    }
    out
}

fn count(it: CountView) -> String {
    format!(
        "<td class=\"n bar b{}\">{}</td><td class=\"n\">{}</td>",
        it.bar, it.rules, it.families
    )
}

fn bare_count(it: CountView) -> String {
    format!(
        "<td class=\"b{}\">{}</td><td>{}</td>",
        it.bar, it.rules, it.families
    )
}

/// The numbers of the row's rules, each leading to the rule in the list of the technique's page.
fn places(members: &str) -> String {
    let mut out = "<td class=\"places\">".to_owned();
    for number in members.split_ascii_whitespace() {
        // Writing to a string cannot fail.
        let _ = write!(out, "<a href=\"../#r{number}\">{number}</a> ");
    }
    out.truncate(out.trim_end().len());
    out + "</td>"
}
