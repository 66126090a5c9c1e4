//! Lookup tables: `lookup` and `inputlookup`.

use std::rc::Rc;

use rule::Span;

use super::flow::Flow;
use super::value::{Field, Row, Value};
use crate::spl::args::{Arg, Kind, args, names};
use crate::spl::pipeline::Stage;

/// More fields than this find no row of a lookup table.
const MAX_FIELDS: usize = 16;

impl Flow<'_> {
    /// `lookup table column AS field … OUTPUT column AS name …`: the names are columns of the row that the
    /// fields found.
    pub(super) fn lookup(&mut self, body: Span) {
        let found: Vec<Arg> = args(self.text.as_str(), body)
            .into_iter()
            .filter(|arg| arg.kind != Kind::Comma && arg.option().is_none())
            .collect();
        let Some((table, rest)) = found.split_first() else {
            return;
        };
        let is_output = |arg: &Arg| arg.is("output") || arg.is("outputnew");
        let output = rest.iter().position(is_output).unwrap_or(rest.len());
        let fields = renamed(&rest[..output]).into_iter().map(|(_, field)| field);
        let row = Rc::new(Row {
            table: table.text.clone(),
            fields: self.origins(fields),
        });
        for (_, name) in renamed(rest.get(output + 1..).unwrap_or_default()) {
            self.columns.set(name, Value::Row(Rc::clone(&row)));
        }
    }

    /// The fields of the event that columns come from, each once.
    pub(super) fn origins(&self, columns: impl IntoIterator<Item = String>) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for column in columns.into_iter().take(MAX_FIELDS) {
            let field = match self.columns.get(&column).origin() {
                Some(source) => source.clone(),
                None => Field::whole(column),
            };
            if !fields.iter().any(|it| it.event_name() == field.event_name()) {
                fields.push(field);
            }
        }
        fields
    }

    /// `inputlookup table where …`: the rows are those of a table.
    pub(super) fn inputlookup(&mut self, stage: &Stage) {
        let found = args(self.text.as_str(), stage.body);
        let Some(table) = names(&found).into_iter().next() else {
            return;
        };
        if self.is_base {
            self.source(format!("lookup {table}"));
            self.table = Some(table);
        } else {
            self.columns.append_baseline();
        }
        if let Some(arg) = found.iter().find(|arg| arg.is("where")) {
            self.where_clause(Span {
                start: arg.span.end,
                end: stage.body.end,
            });
        }
    }
}

/// `a AS b c` as pairs `(a, b) (c, c)`.
fn renamed(args: &[Arg]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = args.iter().filter(|arg| arg.is_name()).peekable();
    while let Some(first) = rest.next() {
        let second = match rest.peek() {
            Some(keyword) if keyword.is("as") => {
                rest.next();
                rest.next().unwrap_or(first)
            }
            _ => first,
        };
        pairs.push((first.text.clone(), second.text.clone()));
    }
    pairs
}
