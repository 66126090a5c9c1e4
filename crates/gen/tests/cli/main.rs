//! The command as its users meet it: exit codes, messages, and a folder that is always right.

mod build;
mod changes;
mod check;
mod config;
mod export;
#[cfg(unix)]
mod hostile;
mod init;
mod kill;
mod own;
mod preview;
mod problems;
mod project;
mod repository;
mod schemas;
mod serve;
mod starter;
mod sync;
mod watch;
