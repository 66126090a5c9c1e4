//! Commands that rename or extract columns, and the `regex` filter.

use rule::{Reason, Span};

use super::flow::Flow;
use super::test::Test;
use super::value::{Field, Part, Value};
use crate::spl::args::{Arg, Kind, args, names};
use crate::spl::pipeline::Stage;
use crate::spl::scan;

/// Names that renames with wildcards make grow longer are not followed.
const MAX_NAME: usize = 256;

/// More columns than a subsearch could be joined on are not remembered.
const MAX_OUTPUT: usize = 64;

impl Flow<'_> {
    /// `rename a as b, c.* as *`.
    pub(super) fn rename(&mut self, body: Span) {
        let found = args(self.text.as_str(), body);
        for window in found.windows(3) {
            let [old, keyword, new] = window else { continue };
            if !keyword.is("as") || !old.is_name() || !new.is_name() {
                continue;
            }
            if old.text.contains('*') {
                self.rename_all(&old.text, &new.text);
            } else {
                self.rename_one(&old.text, &new.text);
            }
        }
    }

    fn rename_one(&mut self, old: &str, new: &str) {
        self.columns.rename(old, new);
        if let Some(output) = self.output.iter_mut().find(|name| *name == old) {
            new.clone_into(output);
        }
    }

    /// `rename prefix* as other*` for the columns that are known.
    pub(super) fn rename_all(&mut self, old: &str, new: &str) {
        let (Some((before, after)), Some((new_before, new_after))) =
            (old.split_once('*'), new.split_once('*'))
        else {
            return;
        };
        for name in self.columns.names_from(before) {
            let middle = name
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .map(|middle| format!("{new_before}{middle}{new_after}"));
            if let Some(new) = middle.filter(|new| *new != name && new.len() <= MAX_NAME) {
                self.rename_one(&name, &new);
            }
        }
    }

    /// `regex field="…"`, `regex field!="…"`, `regex "…"`.
    pub(super) fn regex(&mut self, body: Span) {
        let Some((field, negated, pattern)) = regex_parts(self.text.slice(body)) else {
            let cond = self.opaque(body, Reason::Syntax);
            self.filter(cond);
            return;
        };
        let value = self.columns.get(&field);
        let cond = self.check(&value, &Test::Regex(pattern), body);
        self.filter(if negated { cond.not() } else { cond });
    }

    /// `rex field=x "(?<name>…)"`: each named group is a column. What is taken out of the raw event is a
    /// field of the event like those that are extracted before the search.
    pub(super) fn rex(&mut self, body: Span) {
        let found = args(self.text.as_str(), body);
        let option = |wanted| option(&found, wanted);
        let field = option("field").unwrap_or_else(|| "_raw".to_owned());
        let Some(regex) = found.iter().find(|arg| arg.kind == Kind::Quoted) else {
            return;
        };
        let regex = scan::unquoted(self.text.slice(regex.span));
        let value = self.columns.get(&field);
        if option("mode").is_some() {
            if let Value::Field(whole) = value {
                self.columns.set(field, Value::Field(whole.cut(Part::Piece)));
            }
            return;
        }
        for group in groups(&regex) {
            let extracted = |from: Field| match from.event_name() {
                "_raw" => Value::field(&*group),
                _ => Value::Field(from.cut(Part::Extracted(regex.clone()))),
            };
            let value = value.clone().map_fields(&extracted);
            self.columns.set(group, value);
        }
    }

    /// `spath input=x output=y path=a.b`: the column is the member `a.b` of the document that `x` holds. Under
    /// its own name it goes by what it is called there.
    pub(super) fn spath(&mut self, body: Span) {
        let found = args(self.text.as_str(), body);
        let option = |wanted| option(&found, wanted).map(|value| value.trim_matches('"').to_owned());
        let Some(path) = option("path").or_else(|| names(&found).into_iter().next()) else {
            return;
        };
        let output = option("output").unwrap_or_else(|| path.clone());
        if output != path {
            let member = match self.document(option("input").as_deref().unwrap_or("_raw")) {
                Some(document) => format!("{document}.{path}"),
                None => path,
            };
            self.columns.set(output, Value::field(member));
        }
    }

    /// The field of the event that holds a document. What was taken out of the raw event is the event itself.
    fn document(&self, input: &str) -> Option<String> {
        match self.columns.get(input) {
            Value::Field(field) => {
                let whole = if self.columns.has(input) { input } else { "_raw" };
                Some(field.event_name().to_owned()).filter(|name| name != whole)
            }
            _ => None,
        }
        .filter(|name| name.len() <= MAX_NAME)
    }

    /// `convert ctime(x) as y` makes times readable; other conversions keep the value.
    pub(super) fn convert(&mut self, body: Span) {
        let found = args(self.text.as_str(), body);
        for (i, arg) in found.iter().enumerate() {
            let (function, of) = arg.function();
            if !matches!(
                function.to_ascii_lowercase().as_str(),
                "ctime" | "mktime" | "dur2sec" | "mstime"
            ) {
                continue;
            }
            let renamed = found
                .get(i + 1)
                .filter(|arg| arg.is("as"))
                .and_then(|_| found.get(i + 2));
            let name = renamed.map_or(of, |arg| arg.text.as_str());
            if !name.contains('*') {
                self.columns.set(name, Value::Time);
            }
        }
    }

    /// `fields`, `table`, `return`, `dedup`: the columns that come out, which matters for subsearches.
    pub(super) fn choose(&mut self, stage: &Stage) {
        let found = args(self.text.as_str(), stage.body);
        let takes_away = found.first().is_some_and(|arg| arg.text.starts_with('-'));
        if takes_away || (stage.command == "dedup" && !self.output.is_empty()) {
            return;
        }
        let plain = |arg: &Arg| arg.text.split('=').next().unwrap_or_default().to_owned();
        self.output = found
            .iter()
            .filter(|arg| arg.is_name() && arg.text != "+" && arg.text.parse::<u64>().is_err())
            .map(plain)
            .filter(|name| !name.contains('*') && !name.starts_with('$'))
            .take(MAX_OUTPUT)
            .collect();
    }

    /// `from datamodel:X`, `datamodel X Y search`.
    pub(super) fn from(&mut self, body: Span) {
        let found = args(self.text.as_str(), body);
        let Some(first) = found.first() else { return };
        let named = names(&found[..found.len().min(2)]);
        let name = first.text.replace(['=', ':'], " ").replace('"', "");
        match name.split_once(' ') {
            Some((kind, rest)) => self.source(format!("{kind} {rest}")),
            None if first.is("datamodel") || first.is("lookup") => self.source(named.join(" ")),
            None => self.source(format!("datamodel {}", named.join("."))),
        }
    }
}

impl Flow<'_> {
    /// `pivot model object count(object) AS count FILTER field is value`: a report on an object of a data model.
    pub(super) fn pivot(&mut self, stage: &Stage) {
        let found = args(self.text.as_str(), stage.body);
        if let [model, object, ..] = names(&found).as_slice() {
            self.source(format!("datamodel {model}.{object}"));
        }
        if let Some(filter) = found.iter().find(|arg| arg.is("filter")) {
            let clause = self.opaque(
                Span {
                    start: filter.span.start,
                    ..stage.body
                },
                Reason::Unsupported,
            );
            self.filter(clause);
        }
    }

    /// `savedsearch name`, `loadjob savedsearch="owner:app:name"`: what another search found.
    pub(super) fn saved(&mut self, body: Span) {
        let found = args(self.text.as_str(), body);
        let option = |arg: &Arg| {
            arg.option()
                .filter(|(name, _)| *name == "savedsearch")
                .map(|(_, it)| it.to_owned())
        };
        let name = found
            .iter()
            .find_map(option)
            .or_else(|| names(&found).into_iter().next());
        if let Some(name) = name {
            self.source(format!("savedsearch {}", name.trim_matches('"')));
        }
    }
}

/// The value of `wanted=value` among arguments.
fn option(found: &[Arg], wanted: &str) -> Option<String> {
    found
        .iter()
        .filter_map(Arg::option)
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        .map(|(_, value)| value.to_owned())
}

/// Field, negation and pattern of the `regex` command.
fn regex_parts(body: &str) -> Option<(String, bool, String)> {
    let start = match body.find(['"', '=']) {
        Some(0) if body.starts_with('"') => {
            let end = scan::string_end(body, 0);
            let rest = body[end..].trim_start();
            if !rest.starts_with(['=', '!']) {
                return Some(("_raw".to_owned(), false, scan::unquoted(&body[..end])));
            }
            end
        }
        _ => body.find('=')?,
    };
    let (field, rest) = body.split_at(start);
    let (field, bang) = match field.trim_end().strip_suffix('!') {
        Some(field) => (field, true),
        None => (field, false),
    };
    let rest = rest.trim_start();
    let negated = bang || rest.starts_with('!');
    let pattern = rest.trim_start_matches('!').trim_start_matches('=').trim();
    let field = field.trim().trim_matches(['"', '\'']).to_owned();
    let pattern = match pattern.starts_with('"') {
        true => scan::unquoted(&pattern[..scan::string_end(pattern, 0)]),
        false => pattern.split_whitespace().next()?.to_owned(),
    };
    Some((field, negated, pattern))
}

/// The names of the groups `(?<name>` and `(?P<name>` of a regular expression.
fn groups(regex: &str) -> Vec<String> {
    let starts = regex.match_indices("(?").filter_map(|(at, open)| {
        let rest = &regex[at + open.len()..];
        let rest = rest.strip_prefix('P').unwrap_or(rest).strip_prefix('<')?;
        let name = &rest[..rest.find('>')?];
        let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        plain.then(|| name.to_owned())
    });
    starts.collect()
}
