//! `foreach`: a template of stages for each of several columns.

use rule::Span;

use super::flow::Flow;
use super::value::Value;
use crate::spl::args::{Arg, Kind, args, names};
use crate::spl::pipeline::stages;
use crate::spl::text::Text;

/// A template is read for this many columns; past them it is not followed.
const MAX_COLUMNS: usize = 16;

/// What stands for the column in a template. Without wildcards what matched them is all of its name.
const MARKS: [&str; 2] = ["<<FIELD>>", "<<MATCHSTR>>"];

impl Flow<'_> {
    /// `foreach a b [eval all = mvappend(all, '<<FIELD>>')]`. Columns that are named by wildcards are not known,
    /// nor is what a template makes of them.
    pub(super) fn foreach(&mut self, body: Span) {
        let found = args(self.text.as_str(), body);
        let Some(template) = found.iter().find(|arg| arg.kind == Kind::Sub) else {
            return;
        };
        let columns = names(&found);
        let known = columns.len() <= MAX_COLUMNS && columns.iter().all(|name| !name.contains('*'));
        if !known || template.text.contains("foreach") {
            self.forget(template);
            return;
        }
        for column in columns {
            let stages = MARKS
                .iter()
                .fold(template.text.clone(), |text, mark| text.replace(mark, &column));
            self.repeat(stages, body);
        }
    }

    /// Reads stages that stand at `at` as the next ones.
    fn repeat(&mut self, text: String, at: Span) {
        let inner = Text::at(text, self.text.place(at));
        let mut flow = Flow::new(&inner, self.reader);
        flow.is_base = false;
        flow.columns = std::mem::take(&mut self.columns);
        for stage in stages(inner.as_str(), 0..inner.as_str().len()).0 {
            flow.stage(&stage);
        }
        self.columns = flow.columns;
    }

    /// What a template assigns is computed from there on.
    fn forget(&mut self, template: &Arg) {
        for (at, _) in template.text.match_indices("eval ") {
            let rest = template.text[at + 5..].trim_start();
            let name = rest.split(['=', ' ']).next().unwrap_or_default();
            if !name.contains('<') && !name.is_empty() {
                self.columns.set(name, Value::Computed);
            }
        }
    }
}
