//! Python files: the detection's own and the helper modules it imports.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use ruff_python_ast::{Expr, ModModule, Stmt, StmtFunctionDef};
use ruff_python_parser::parse_module;

use super::{Library, fence};

/// A parsed file.
#[derive(Debug)]
pub(super) struct Module<'a> {
    /// The name it is imported under; empty for the detection itself.
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    tree: ModModule,
}

/// What a name at the top of a file stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Top<'a> {
    Function(&'a StmtFunctionDef),
    /// The right side of an assignment, and the place in it when it is unpacked.
    Assigned(&'a Expr, Option<usize>),
    /// `import module`.
    Import(&'a str),
    /// `from module import name`.
    From(&'a str, &'a str),
    Class,
}

impl PartialEq for Module<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl<'a> Module<'a> {
    /// Parses a file; the message says what is wrong with it.
    pub(super) fn parse(name: &'a str, text: &'a str) -> Result<Module<'a>, (String, usize)> {
        if let Some(why) = fence::refuses(text) {
            return Err((why.to_owned(), 0));
        }
        match parse_module(text) {
            Ok(parsed) => Ok(Module {
                name,
                text,
                tree: parsed.into_syntax(),
            }),
            Err(error) => Err((error.error.to_string(), error.location.start().to_usize())),
        }
    }

    /// Whether this is the detection itself.
    pub(super) fn is_detection(&self) -> bool {
        self.name.is_empty()
    }

    /// What a name stands for; the last definition wins, as in Python.
    pub(super) fn top(&'a self, name: &str) -> Option<Top<'a>> {
        find(&self.tree.body, name)
    }

    /// The function of that name.
    pub(super) fn function(&'a self, name: &str) -> Option<&'a StmtFunctionDef> {
        match self.top(name) {
            Some(Top::Function(function)) => Some(function),
            _ => None,
        }
    }
}

fn find<'a>(body: &'a [Stmt], name: &str) -> Option<Top<'a>> {
    body.iter().rev().find_map(|statement| match statement {
        Stmt::FunctionDef(function) if function.name.as_str() == name => Some(Top::Function(function)),
        Stmt::ClassDef(class) if class.name.as_str() == name => Some(Top::Class),
        Stmt::Assign(it) => it
            .targets
            .iter()
            .find_map(|target| assigned(target, &it.value, name)),
        Stmt::AnnAssign(it) => assigned(&it.target, it.value.as_deref()?, name),
        Stmt::Import(it) => it.names.iter().find_map(|alias| {
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            let root = alias.name.split('.').next()?;
            match alias.asname {
                None => (root == name).then_some(Top::Import(root)),
                Some(_) => (bound.as_str() == name).then_some(Top::Import(alias.name.as_str())),
            }
        }),
        Stmt::ImportFrom(it) => it.names.iter().find_map(|alias| {
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            let module = it.module.as_ref().map_or("", |module| module.as_str());
            (bound.as_str() == name).then_some(Top::From(module, alias.name.as_str()))
        }),
        Stmt::Try(it) => find(&it.body, name),
        Stmt::If(it) => find(&it.body, name),
        _ => None,
    })
}

fn assigned<'a>(target: &'a Expr, value: &'a Expr, name: &str) -> Option<Top<'a>> {
    match target {
        Expr::Name(it) => (it.id.as_str() == name).then_some(Top::Assigned(value, None)),
        Expr::Tuple(it) => {
            let is_it = |part: &Expr| matches!(part, Expr::Name(it) if it.id.as_str() == name);
            let place = it.elts.iter().position(is_it)?;
            Some(Top::Assigned(value, Some(place)))
        }
        _ => None,
    }
}

/// The helper modules, parsed when first asked for.
#[derive(Debug)]
pub(super) struct Modules<'a> {
    library: &'a Library,
    parsed: BTreeMap<&'a str, OnceCell<Option<Module<'a>>>>,
}

impl<'a> Modules<'a> {
    pub(super) fn new(library: &'a Library) -> Self {
        let parsed = library
            .modules
            .keys()
            .map(|name| (name.as_str(), OnceCell::new()))
            .collect();
        Modules { library, parsed }
    }

    /// The module of that name, if it is at hand and can be parsed.
    pub(super) fn get(&'a self, name: &str) -> Option<&'a Module<'a>> {
        let (name, cell) = self.parsed.get_key_value(name)?;
        let text = self.library.modules.get(*name)?;
        cell.get_or_init(|| Module::parse(name, text).ok()).as_ref()
    }
}
