using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tunnel;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Commands;

/// <summary>What every command needs: the settings, where to write, and the operator's Ctrl-C.</summary>
internal sealed class CommandContext(Interruption interruption) : IAsyncDisposable
{
    private ServerTunnel? _tunnel;

    public Interruption Interruption => interruption;

    public TimeProvider Time => TimeProvider.System;

    /// <summary>The settings, whose database is reached through a tunnel of this command where it is in a swarm.</summary>
    public WhimbrelSettings Settings(ParseResult parsed)
    {
        var settings = SettingsLoader.Load(new SettingsOrigin(
            parsed.GetValue(CommonOptions.Config),
            parsed.GetValue(CommonOptions.Set) ?? [],
            Environment.GetEnvironmentVariables(),
            Directory.GetCurrentDirectory()));
        if (settings.Database.Via is null)
        {
            return settings;
        }

        _tunnel ??= ServerTunnel.Open(settings.Docker, settings.Database);
        return settings with { Database = _tunnel.Through(settings.Database) };
    }

    public IConsoleOutput Output(ParseResult parsed) => ConsoleOutput.For(parsed.GetValue(CommonOptions.Quiet), parsed.GetValue(CommonOptions.Verbose));

    public RunOpening Opening(WhimbrelSettings settings, IRunOutput output) => new(settings, output, Time, interruption);

    public ValueTask DisposeAsync() => _tunnel?.DisposeAsync() ?? ValueTask.CompletedTask;

    public Task<Database> ConnectAsync(WhimbrelSettings settings, string command) =>
        Database.ConnectAsync(settings.Database, RunOpening.ApplicationName(command, null), settings.Locks.StallBudget, interruption.Token);

    /// <summary>Asks on the terminal; null with <c>--yes</c> and where stdin is none.</summary>
    public static Func<string, bool>? Ask(ParseResult parsed) =>
        parsed.GetValue(CommonOptions.Yes) || Console.IsInputRedirected ? null : Question.Ask;
}
