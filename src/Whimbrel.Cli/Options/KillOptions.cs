using System.CommandLine;
using System.Globalization;
using Whimbrel.Engine;
using Whimbrel.Engine.Locks;

namespace Whimbrel.Cli.Options;

/// <summary>Whom <c>whimbrel locks</c> ends, and what it may end.</summary>
internal static class KillOptions
{
    private static readonly Option<string?> _kill = new("--kill") { Description = "End what this session does: its query, and if that does not help, the session.", HelpName = "PID" };

    private static readonly Dictionary<Consent, Option<bool>> _consents = new()
    {
        [Consent.Backup] = new("--even-backup") { Description = "With --kill: even when it takes a backup." },
        [Consent.Replication] = new("--even-replication") { Description = "With --kill: even when it feeds a standby or a subscriber." },
        [Consent.Wraparound] = new("--even-wraparound") { Description = "With --kill: even a vacuum that prevents a wraparound." },
        [Consent.OtherDatabase] = new("--even-other-database") { Description = "With --kill: even when it works in another database." },
    };

    public static Option<bool> Terminate { get; } = new("--terminate") { Description = "With --kill: end the session at once." };

    /// <summary>What must be named for it; null where nothing helps.</summary>
    public static Option<bool>? ConsentTo(Consent consent) => _consents.GetValueOrDefault(consent);

    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { _kill, Terminate }.Concat(_consents.Values))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whom to end; null for nobody.</summary>
    /// <exception cref="OperatorException">For what is no number.</exception>
    public static int? PidOf(ParseResult parsed) => parsed.GetValue(_kill) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) => pid,
        var text => throw new OperatorException($"--kill {text}: not a pid", "'whimbrel locks' shows the pids of those who block others.", ExitCode.Usage),
    };

    /// <exception cref="OperatorException">For what says how to end, without saying whom.</exception>
    public static void AssertUsage(ParseResult parsed)
    {
        if (PidOf(parsed) is null && _consents.Values.Prepend(Terminate).FirstOrDefault(parsed.GetValue) is { } lonely)
        {
            throw new OperatorException($"{lonely.Name} says how a session is ended, and none is named", "add --kill PID; 'whimbrel locks' shows who blocks whom.", ExitCode.Usage);
        }
    }
}
