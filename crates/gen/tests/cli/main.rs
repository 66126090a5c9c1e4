//! The command as its users meet it: exit codes, messages, and a folder that is always right.

mod build;
mod check;
mod config;
#[cfg(unix)]
mod hostile;
mod init;
mod kill;
mod own;
mod problems;
mod project;
mod repository;
mod sync;
