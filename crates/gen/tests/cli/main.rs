//! The command as its users meet it: exit codes, messages, and a folder that is always right.

mod build;
mod check;
mod config;
mod kill;
mod preview;
mod problems;
mod project;
mod serve;
mod watch;
