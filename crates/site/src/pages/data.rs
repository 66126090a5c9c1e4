//! What can be downloaded: tables, schemas, layers.

use std::sync::{Arc, OnceLock};

use serde::Serialize;
use tera::Context;

use super::Job;
use crate::VendorInfo;
use crate::book::Book;
use crate::records::{self, Form, Selection, What};
use crate::twins::{self, Of, SCHEMAS};

/// A table with its files.
#[derive(Serialize)]
struct TableLine {
    name: &'static str,
    about: &'static str,
    schema: String,
    files: Vec<FileLine>,
}

/// A file, with its size in words.
#[derive(Serialize)]
struct FileLine {
    path: String,
    label: String,
    size: String,
}

/// The layers of a matrix.
#[derive(Default, Serialize)]
struct LayerLines {
    matrix: String,
    all: Vec<(String, String)>,
    platforms: Vec<(String, String)>,
    /// For every vendor, what it has and another has not.
    gaps: Vec<(String, Vec<Gap>)>,
}

/// A layer's file and its techniques; nothing where there are none.
type Gap = Option<(String, usize)>;

/// Where the database is.
const DATABASE: &str = "data/catalog.sqlite";

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let files: Arc<Files> = Arc::new(Files::new(book));
    let mut jobs = Vec::new();
    for (at, file) in files.list.iter().enumerate() {
        let shared = Arc::clone(&files);
        jobs.extend(Job::bytes(&file.path(), move || shared.make(book, at)));
    }
    #[cfg(feature = "sqlite")]
    if book.settings.sqlite {
        let shared = Arc::clone(&files);
        jobs.extend(Job::bytes(DATABASE, move || shared.database(book)));
    }
    for &(name, schema) in SCHEMAS {
        jobs.extend(Job::bytes(&twins::schema_path(name), || schema.to_vec()));
    }
    let platforms = twins::by_platform(book);
    let mut lines = Vec::new();
    for matrix in book.catalog.attack.matrices() {
        let layers = twins::layers(book, matrix, &platforms);
        lines.push(layer_lines(book, &matrix.title, &layers));
        for (layer, scores) in layers {
            let make = move || layer.bytes(book, &scores);
            jobs.extend(Job::bytes(&layer.path(book), make));
        }
    }
    // Last, when the files' sizes are known.
    jobs.extend(Job::page("data/", "data.html", move || {
        model(book, &files, &lines)
    }));
    jobs
}

/// The tables' files, and how long each turned out.
struct Files {
    selection: Selection,
    list: Vec<File>,
}

struct File {
    what: What,
    form: Form,
    size: OnceLock<usize>,
}

impl Files {
    fn new(book: &Book<'_>) -> Self {
        let forms = |what| match what {
            What::Rules => [(what, Form::Ndjson), (what, Form::Csv)],
            _ => [(what, Form::Json), (what, Form::Csv)],
        };
        let list = What::ALL.into_iter().flat_map(forms);
        let file = |(what, form)| File {
            what,
            form,
            size: OnceLock::new(),
        };
        Files {
            selection: Selection::whole(book),
            list: list.map(file).collect(),
        }
    }

    fn make(&self, book: &Book<'_>, at: usize) -> Vec<u8> {
        let Some(file) = self.list.get(at) else {
            return Vec::new();
        };
        let bytes = records::bytes(book, file.what, file.form, &self.selection);
        let _ = file.size.set(bytes.len());
        bytes
    }
}

#[cfg(feature = "sqlite")]
impl Files {
    fn database(&self, book: &Book<'_>) -> Vec<u8> {
        // In memory, with statements of our own, nothing can fail but memory itself.
        crate::export::database(book, &self.selection).unwrap_or_default()
    }
}

impl File {
    fn path(&self) -> String {
        let ending = match self.form {
            Form::Json => "json",
            Form::Ndjson => "ndjson",
            Form::Csv => "csv",
        };
        format!("data/{}.{ending}", self.what.id())
    }

    fn line(&self, book: &Book<'_>, selection: &Selection) -> FileLine {
        let make = || records::bytes(book, self.what, self.form, selection).len();
        let bytes = self.size.get_or_init(make);
        let path = self.path();
        FileLine {
            label: path.trim_start_matches("data/").to_owned(),
            size: size(*bytes),
            path,
        }
    }
}

fn layer_lines(
    book: &Book<'_>,
    title: &str,
    layers: &[(twins::Layer<'_>, Vec<twins::Score<'_>>)],
) -> LayerLines {
    let vendors = book.vendors();
    let mut lines = LayerLines {
        matrix: title.to_owned(),
        ..LayerLines::default()
    };
    let empty = |vendor: &VendorInfo| (vendor.title.clone(), vec![None; vendors.len()]);
    lines.gaps = vendors.iter().map(empty).collect();
    for (layer, scores) in layers {
        let path = layer.path(book);
        match layer.of {
            Of::All => lines.all.push((path, "all vendors".to_owned())),
            Of::Vendor(at) => lines
                .all
                .extend(vendors.get(at).map(|it| (path, it.title.clone()))),
            Of::Platform(name) => lines.platforms.push((path, name.to_owned())),
            Of::Gap { has, lacks } => {
                let cell = lines.gaps.get_mut(has).and_then(|(_, row)| row.get_mut(lacks));
                if let Some(cell) = cell {
                    *cell = Some((path, scores.len()));
                }
            }
        }
    }
    if lines.gaps.iter().flat_map(|(_, row)| row).all(Option::is_none) {
        lines.gaps.clear();
    }
    lines
}

fn model(book: &Book<'_>, files: &Files, layers: &[LayerLines]) -> Context {
    let table = |what: What| {
        let here = files.list.iter().filter(|file| file.what == what);
        TableLine {
            name: what.id(),
            about: what.about(),
            schema: twins::schema_path(what.id()),
            files: here.map(|file| file.line(book, &files.selection)).collect(),
        }
    };
    let tables: Vec<TableLine> = What::ALL.into_iter().map(table).collect();
    let schemas: Vec<(&str, String)> = SCHEMAS
        .iter()
        .map(|(name, _)| (*name, twins::schema_path(name)))
        .collect();
    let mut context = Context::new();
    context.insert("tables", &tables);
    context.insert("schemas", &schemas);
    context.insert("database", &book.settings.sqlite.then_some(DATABASE));
    context.insert("layers", layers);
    context
}

/// Bytes in words.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
