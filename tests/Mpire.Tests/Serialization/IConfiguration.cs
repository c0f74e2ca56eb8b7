#pragma warning disable IDE0130 // It stands for the interface of a package that the tests do not need.
namespace Microsoft.Extensions.Configuration;

internal interface IConfiguration;
