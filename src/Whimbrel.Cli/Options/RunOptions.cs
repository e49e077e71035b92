using System.CommandLine;
using Whimbrel.Engine;
using Whimbrel.Engine.Approvals;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Options;

/// <summary>Options of the commands that execute a runbook.</summary>
internal static class RunOptions
{
    public static Option<string?> To() => new("--to") { Description = "The version to stop at.", HelpName = "VERSION" };

    public static Option<string[]> Skip() => new("--skip") { Description = "Leave out a step (backup, offsite, data, analyze, verify, watch, assess) or a finding, by name; recorded. May be given again.", HelpName = "NAME" };

    public static Option<string?> Downtime()
    {
        var option = new Option<string?>("--downtime") { Description = "zero, minimal (maintenance page) or full (application stopped too); at least what the scripts say.", HelpName = "TYPE" };
        option.AcceptOnlyFromAmong("zero", "minimal", "full");
        return option;
    }

    public static Option<string?> Watch() => new("--watch") { Description = "How long to watch afterwards, for example 10min; overrides watch.for.", HelpName = "DURATION" };

    public static Option<string[]> OutOfOrder() => new("--out-of-order") { Description = "Apply a version below the current one that was never applied. May be given again.", HelpName = "VERSION" };

    public static Option<string[]> AcceptChanged() => new("--accept-changed") { Description = "Accept that an applied version's script was changed. May be given again.", HelpName = "VERSION" };

    public static Option<string[]> Approve() => new("--approve")
    {
        Description = $"Sign an item of the checklist: {string.Join(", ", ChecklistItem.Names)}. May be given again.",
        HelpName = "ITEM=REFERENCE",
    };

    /// <exception cref="OperatorException">For a text that is no duration.</exception>
    public static TimeSpan? ReadDuration(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        return Duration.TryParse(text, out var value)
            ? value
            : throw new OperatorException($"{option} {text}: not a duration", "write for example 30s, 10min or 1h.", ExitCode.Usage);
    }
}
