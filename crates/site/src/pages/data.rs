//! What can be downloaded.

use serde::Serialize;
use tera::Context;

use super::Job;
use crate::book::Book;
use crate::twins::{self, Layer};

#[derive(Serialize)]
struct LayerLine {
    matrix: String,
    files: Vec<(String, String)>,
}

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let mut jobs: Vec<Job<'a>> = Job::page("data/", "data.html", move || model(book))
        .into_iter()
        .collect();
    jobs.extend(Job::bytes("data/rules.ndjson", move || twins::rules(book)));
    for layer in layers(book) {
        let path = layer.path(book);
        jobs.extend(Job::bytes(&path, move || twins::layer(book, &layer)));
    }
    jobs
}

fn layers<'a>(book: &'a Book<'a>) -> Vec<Layer<'a>> {
    let mut layers = Vec::new();
    for matrix in book.catalog.attack.matrices() {
        for vendor in std::iter::once(None).chain((0..book.vendors().len()).map(Some)) {
            layers.push(Layer { matrix, vendor });
        }
    }
    layers
}

fn model(book: &Book<'_>) -> Context {
    let mut lines: Vec<LayerLine> = Vec::new();
    for layer in layers(book) {
        let vendor = layer.vendor.and_then(|it| book.vendors().get(it));
        let title = vendor.map_or("all vendors", |vendor| vendor.title.as_str());
        let file = (layer.path(book), title.to_owned());
        match lines.last_mut() {
            Some(line) if line.matrix == layer.matrix.title => line.files.push(file),
            _ => lines.push(LayerLine {
                matrix: layer.matrix.title.clone(),
                files: vec![file],
            }),
        }
    }
    let mut context = Context::new();
    context.insert("layers", &lines);
    context
}
