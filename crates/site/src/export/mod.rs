//! The catalog, or the part of it that some rules make up, as a file: what `gen export` writes and what stands in
//! a site's `data/` folder.

mod filter;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::fmt;

use catalog::Catalog;

pub use crate::records::What;
pub use filter::{Filter, FilterError, keys};
#[cfg(feature = "sqlite")]
pub(crate) use sqlite::database;

use crate::Settings;
use crate::book::Book;
use crate::records::{self, Form, Selection};
use crate::twins;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One record a line.
    Ndjson,
    /// One object with all records.
    Json,
    /// Comma-separated values.
    Csv,
    /// A database with all tables.
    Sqlite,
    /// Tables for readers of plain text.
    Markdown,
    /// An ATT&CK Navigator layer.
    Layer,
}

/// What to export.
#[derive(Clone, Debug)]
pub struct Request {
    /// The file format.
    pub format: Format,
    /// Which table; formats that hold several take none for all.
    pub what: Option<What>,
    /// Which rules.
    pub rules: Filter,
    /// For layers: techniques that these rules cover are left out.
    pub minus: Option<Filter>,
    /// For layers: the domain, `enterprise-attack` when there is none.
    pub domain: Option<String>,
}

/// A file and how many rules went into it.
#[derive(Clone, Debug)]
pub struct Exported {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Rules that passed the filter.
    pub rules: usize,
}

/// A request that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportError {
    /// Why.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl ExportError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        ExportError {
            message: message.into(),
            help: help.into(),
        }
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.help)
    }
}

impl std::error::Error for ExportError {}

/// Makes a file.
///
/// # Errors
/// A format that the request's other parts do not go with, or that this build was made without.
pub fn export(catalog: &Catalog, settings: &Settings, request: &Request) -> Result<Exported, ExportError> {
    let book = Book::of(catalog, settings);
    let selection = if request.rules.is_empty() {
        Selection::whole(&book)
    } else {
        Selection::of(&book, |rule| request.rules.passes(&book, rule))
    };
    let bytes = match request.format {
        Format::Ndjson => table(&book, Form::Ndjson, request, &selection)?,
        Format::Json => table(&book, Form::Json, request, &selection)?,
        Format::Csv => table(&book, Form::Csv, request, &selection)?,
        Format::Sqlite => sqlite_file(&book, request, &selection)?,
        Format::Markdown => markdown(&book, request, &selection),
        Format::Layer => layer(&book, request, &selection)?,
    };
    Ok(Exported {
        bytes,
        rules: selection.all.len(),
    })
}

fn table(
    book: &Book<'_>,
    form: Form,
    request: &Request,
    selection: &Selection,
) -> Result<Vec<u8>, ExportError> {
    let what = request.what.ok_or_else(|| {
        let names: Vec<&str> = What::ALL.iter().map(|what| what.id()).collect();
        let help = format!("choose one of {} with --what", names.join(", "));
        ExportError::new("this format holds one table", help)
    })?;
    Ok(records::bytes(book, what, form, selection))
}

fn markdown(book: &Book<'_>, request: &Request, selection: &Selection) -> Vec<u8> {
    let root = book.settings.base_url.as_deref().unwrap_or_default();
    let guide = selection.guide(book);
    let mut document = twins::Document::new(book, &selection.live, guide, root);
    let about = request.rules.as_written();
    document.head(if about.is_empty() {
        &book.settings.title
    } else {
        about
    });
    match request.what {
        Some(what) => document.section(what),
        None => document.all(),
    }
    document.into_bytes()
}

fn layer(book: &Book<'_>, request: &Request, selection: &Selection) -> Result<Vec<u8>, ExportError> {
    let domain = request.domain.as_deref().unwrap_or("enterprise-attack");
    let known: Vec<&str> = book
        .catalog
        .attack
        .matrices()
        .iter()
        .map(|it| it.domain.as_str())
        .collect();
    if !known.contains(&domain) {
        let message = format!("ATT&CK has no domain {domain:?} here");
        return Err(ExportError::new(
            message,
            format!("known domains: {}", known.join(", ")),
        ));
    }
    let covered = twins::counts(book, &selection.live);
    let other = request.minus.as_ref().map(|minus| {
        let others = Selection::of(book, |rule| minus.passes(book, rule));
        twins::counts(book, &others.live)
    });
    let scores = twins::scored(book, domain, |id| {
        let elsewhere = other.as_ref().is_some_and(|other| other.contains_key(id));
        let score = covered.get(id).copied().unwrap_or_default();
        if elsewhere { 0 } else { score }
    });
    let mut name = match request.rules.as_written() {
        "" => "all".to_owned(),
        written => written.to_owned(),
    };
    if let Some(minus) = &request.minus {
        name += &format!(" minus {}", minus.as_written());
    }
    Ok(twins::layer(book, domain, &name, &scores))
}

#[cfg(feature = "sqlite")]
fn sqlite_file(book: &Book<'_>, request: &Request, selection: &Selection) -> Result<Vec<u8>, ExportError> {
    if request.what.is_some() {
        return Err(ExportError::new(
            "a database holds all tables",
            "leave --what out",
        ));
    }
    database(book, selection).map_err(|error| {
        ExportError::new(
            format!("the database cannot be made: {error}"),
            "free some memory",
        )
    })
}

#[cfg(not(feature = "sqlite"))]
fn sqlite_file(_: &Book<'_>, _: &Request, _: &Selection) -> Result<Vec<u8>, ExportError> {
    Err(ExportError::new(
        "this gen was built without SQLite",
        "build it with the default features",
    ))
}
