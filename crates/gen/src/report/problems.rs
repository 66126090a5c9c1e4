//! Problems as `file:line:column` with the line and what to do, or as JSON.

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Padding, Renderer, Snippet};
use anstream::{eprintln, println};
use corpus::Problem;
use rule::Level;
use serde_json::json;

use super::visible;
use crate::cli::{Cli, MessageFormat};
use crate::config::ConfigError;

/// Without `--verbose`, at most this many problems are printed; the rest are counted.
const MAX_SHOWN: usize = 50;

/// Prints problems: errors and warnings, with `--verbose` remarks as well.
#[allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "printing is what this does"
)]
pub(crate) fn problems(cli: &Cli, problems: &[Problem]) {
    if cli.message_format == MessageFormat::Json {
        for problem in problems {
            println!("{}", as_json(problem));
        }
        return;
    }
    let least = if cli.verbose { Level::Note } else { Level::Warning };
    let mut shown: Vec<&Problem> = problems.iter().filter(|problem| problem.level >= least).collect();
    shown.sort_by_key(|problem| std::cmp::Reverse(problem.level));
    let limit = if cli.verbose {
        shown.len()
    } else if cli.quiet {
        0
    } else {
        MAX_SHOWN
    };
    let renderer = Renderer::styled();
    for problem in shown.iter().take(limit) {
        eprintln!("{}\n", rendered(&renderer, problem));
    }
    if shown.len() > limit && !cli.quiet {
        eprintln!(
            "… and {} more problems; --verbose shows all of them\n",
            shown.len() - limit
        );
    }
}

fn rendered(renderer: &Renderer, problem: &Problem) -> String {
    let title = match problem.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let (message, path) = (visible(&problem.message), visible(&place(problem)));
    let excerpt = visible(problem.excerpt.as_deref().unwrap_or_default());
    let help = problem.help.as_deref().map(visible);
    let mut group = Group::with_title(title.primary_title(message));
    if problem.line == 0 || excerpt.is_empty() {
        let mut origin = Origin::path(path);
        if problem.line > 0 {
            origin = origin
                .line(problem.line as usize)
                .char_column(problem.column.max(1) as usize);
        }
        group = group.element(origin);
    } else {
        let column = (problem.column.max(1) - 1) as usize;
        let at = excerpt
            .char_indices()
            .nth(column)
            .map_or(excerpt.len(), |(at, _)| at);
        let end = excerpt[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        let snippet = Snippet::source(excerpt)
            .path(path)
            .line_start(problem.line as usize);
        group = group.element(snippet.annotation(AnnotationKind::Primary.span(at..end)));
    }
    let mut report = vec![group];
    if let Some(help) = help {
        report[0] = std::mem::replace(&mut report[0], Group::with_title(Title::NOTE.primary_title("")))
            .element(Padding)
            .element(Title::HELP.message(help));
    }
    renderer.render(&report)
}

fn place(problem: &Problem) -> String {
    if problem.source.is_empty() {
        problem.path.clone()
    } else {
        format!("{}/{}", problem.source, problem.path)
    }
}

fn as_json(problem: &Problem) -> serde_json::Value {
    json!({
        "kind": "problem",
        "level": match problem.level { Level::Error => "error", Level::Warning => "warning", Level::Note => "note" },
        "source": problem.source,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "help": problem.help,
        "excerpt": problem.excerpt,
    })
}

/// Prints what is wrong with the configuration.
pub(crate) fn config_error(cli: &Cli, error: &ConfigError) {
    problems(cli, &[error.problem()]);
}
