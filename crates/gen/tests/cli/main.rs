//! The command as its users meet it: exit codes, messages, and a folder that is always right.

mod build;
mod changes;
mod config;
mod export;
mod kill;
mod problems;
mod project;
mod schemas;
mod starter;
