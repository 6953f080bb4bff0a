//! Owns which slash commands exist: those that are always there and the application's own. What one does when somebody
//! types it is in `routes::message_commands`.
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use serde_json::{Value, json};

use crate::channel_type;
use crate::db::commands::Command;

/// The application's own commands as requests read them. The database keeps them.
#[derive(Default)]
pub struct Commands(RwLock<BTreeMap<String, Command>>);

impl Commands {
    /// What was stored.
    pub fn new(stored: Vec<Command>) -> Self {
        let commands = Commands::default();
        commands.replace(stored);
        commands
    }

    /// Forgets all, and takes these.
    pub fn replace(&self, stored: Vec<Command>) {
        let all = stored.into_iter().map(|command| (command.name.clone(), command)).collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = all;
    }

    /// Adds or replaces one.
    pub fn set(&self, command: Command) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(command.name.clone(), command);
    }

    /// Forgets one.
    pub fn remove(&self, name: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    /// One of the application's own.
    pub fn find(&self, name: &str) -> Option<Command> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// A command as clients see it, whoever made it.
    pub fn object(&self, name: &str) -> Option<Value> {
        channel_type::command(name).or_else(|| self.find(name).as_ref().map(object))
    }

    /// All there are, the application's own last.
    pub fn objects(&self) -> Vec<Value> {
        let always = channel_type::COMMANDS.iter().filter_map(|(name, ..)| channel_type::command(name));
        always.chain(self.0.read().unwrap_or_else(PoisonError::into_inner).values().map(object)).collect()
    }
}

/// One of the application's own commands as clients see it.
pub fn object(command: &Command) -> Value {
    json!({
        "name": command.name,
        "description": command.description,
        "args": command.args,
        "set": command.set,
        "created_at": command.created_at,
        "updated_at": command.updated_at,
    })
}
