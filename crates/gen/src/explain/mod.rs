//! `gen explain`: what the catalog knows of something, and how it came to it.
//!
//! Everything is put together as JSON once; the human form is the same facts, laid out.

mod facts;
mod human;

use catalog::Catalog;
use rule::TechniqueId;
use serde_json::{Value, json};

use crate::Exit;
use crate::build::{refuse_unreadable, start};
use crate::cli::{Cli, ExplainArgs, MessageFormat};
use crate::explanation::{self, Explanation};
use crate::load;
use crate::report;
use crate::stages::Stages;

/// Explains something.
pub(crate) fn run(cli: &Cli, args: &ExplainArgs) -> Exit {
    match explain(cli, args) {
        Ok(exit) => exit,
        Err(exit) => exit,
    }
}

fn explain(cli: &Cli, args: &ExplainArgs) -> Result<Exit, Exit> {
    if let Some(found) = explanation::find(args.what.trim()) {
        print_code(cli.message_format, found);
        return Ok(Exit::Ok);
    }
    let config = start(cli)?.with_private();
    let mut stages = Stages::new(cli.quiet);
    let loaded = load::load(&config, cli.include_set_aside, &mut stages);
    stages.finish();
    refuse_unreadable(&loaded.unreadable)?;
    let found = find(&loaded.catalog, args.what.trim());
    if found.is_empty() {
        report::fail(&format!(
            "nothing is known of `{}`: no rule, technique, event, field, value or code is called so",
            args.what
        ));
        return Ok(Exit::Findings);
    }
    let limit = if args.limit == 0 { usize::MAX } else { args.limit };
    for fact in &found {
        print(cli.message_format, fact, limit);
    }
    Ok(Exit::Ok)
}

#[allow(clippy::print_stdout, reason = "printing is what this does")]
fn print(format: MessageFormat, fact: &Value, limit: usize) {
    match format {
        MessageFormat::Json => anstream::println!("{fact}"),
        MessageFormat::Human => anstream::println!("{}", human::lay_out(fact, limit)),
    }
}

#[allow(clippy::print_stdout, reason = "printing is what this does")]
fn print_code(format: MessageFormat, it: Explanation) {
    let Explanation {
        code,
        title,
        markdown,
        ..
    } = it;
    match format {
        MessageFormat::Json => {
            let fact = json!({"kind": "code", "code": code, "title": title, "markdown": markdown});
            anstream::println!("{fact}");
        }
        MessageFormat::Human => anstream::println!("{code}: {title}\n\n{markdown}"),
    }
}

/// The first kind of thing that answers to a name: rules, then techniques, events, fields, values.
fn find(catalog: &Catalog, what: &str) -> Vec<Value> {
    let rules = catalog.find_rules(what);
    if !rules.is_empty() {
        return rules.into_iter().map(|it| facts::rule(catalog, it)).collect();
    }
    if let Some(id) = TechniqueId::parse(what) {
        return facts::technique(catalog, &id).into_iter().collect();
    }
    let events = catalog.find_events(what);
    if !events.is_empty() {
        return events.into_iter().map(|it| facts::event(catalog, it)).collect();
    }
    let fields = catalog.find_fields(what);
    if !fields.is_empty() {
        return fields.iter().map(|it| facts::field(catalog, it)).collect();
    }
    let rows = catalog.find_values(what);
    rows.into_iter().map(|it| facts::row(catalog, it)).collect()
}
