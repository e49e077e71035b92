using Whimbrel.Engine.Docker;

namespace Whimbrel.Engine.Postgres.Tunnel;

/// <summary>A container in which a PostgreSQL server runs.</summary>
/// <param name="Engine">Of its node; not its own to dispose of.</param>
/// <param name="Address">At which programs in the container reach the server.</param>
public sealed record ServerContainer(DockerEngine Engine, EngineContainer Container, string Address);
