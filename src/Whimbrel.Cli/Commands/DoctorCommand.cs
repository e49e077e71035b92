using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Cli.Commands;

internal sealed record DoctorDocument(IReadOnlyList<DoctorCheck> Checks);

/// <summary><c>whimbrel doctor</c>: tools, versions, permissions, reachability.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("doctor", "Check tools, versions, permissions and reachability.");
        command.SetAction(async (parsed, _) =>
        {
            var settings = context.Settings(parsed);
            var checks = await new Doctor(settings).ExamineAsync(context.Interruption.Token);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(new DoctorDocument(checks), CliJson.Default.DoctorDocument);
            }
            else
            {
                foreach (var check in checks)
                {
                    Console.WriteLine($"{(check.Ok ? "ok    " : "FAILED")}  {check.Name}: {check.Detail}{(check.Hint is null ? "" : "\n        " + check.Hint)}");
                }
            }

            return (int)(checks.All(c => c.Ok) ? ExitCode.Done : ExitCode.FoundErrors);
        });
        return command;
    }
}
