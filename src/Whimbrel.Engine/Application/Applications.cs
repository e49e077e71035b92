using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Application;

/// <summary>How the application is driven, as the configuration has it.</summary>
internal static class Applications
{
    public static IApplication Of(WhimbrelSettings settings, Swarm swarm) => settings.Application switch
    {
        { Services.Count: > 0 } => new SwarmApplication(swarm, settings.Application.Services, settings.Downtime.ForStart),
        { Stop.Count: > 0, Start.Count: > 0 } => new CommandApplication(settings.Application),
        _ => new UnmanagedApplication(),
    };
}
