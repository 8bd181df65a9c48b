import { PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';

/**
 * A command that Discord shows to those alone who may manage the guild, until a guild's own settings say otherwise. What it
 * asks for is checked again by `admin`.
 */
export const forAdmins = (name: string, description: string): SlashCommandBuilder =>
  new SlashCommandBuilder()
    .setName(name)
    .setDescription(description)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild);
